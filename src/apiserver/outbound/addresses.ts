// Which addresses the server connects to when somebody who may write an object chose them. Names are resolved once, and
// what was looked at is what is connected to, so that a name cannot change its meaning in between.
import { lookup as dnsLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Nobody's address, link-local (cloud metadata lives there), multicast, reserved, and IPv4 in the disguise of IPv6. */
const refused = blockList([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  ['::', 96],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['fd00:ec2::254', 128],
])
const loopback = blockList([
  ['127.0.0.0', 8],
  ['::1', 128],
])

function blockList(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of ranges) list.addSubnet(net, prefix, familyOf(net))
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

/** Whether an address in text may be connected to. A name is none. */
export function isReachable(address: string, options: { readonly allowLoopback: boolean }): boolean {
  // A zone (`%eth0`) makes sense on link-local addresses alone.
  if (isIP(address) === 0 || address.includes('%')) return false
  const family = familyOf(address)
  return loopback.check(address, family) ? options.allowLoopback : !refused.check(address, family)
}

/** For a socket's `lookup`: gives only addresses that may be connected to, and fails where there is none. */
export function guardedLookup(options: { readonly allowLoopback: boolean }): LookupFunction {
  return (hostname, { family, hints, all }, callback) => {
    const asked = { ...(family !== undefined && { family }), ...(hints !== undefined && { hints }) }
    dnsLookup(hostname, { ...asked, all: true }, (error, found) => {
      if (error !== null) return callback(error, '')
      const good = found.filter(({ address }) => isReachable(address, options))
      const [first] = good
      if (first === undefined) {
        const shown = found.map(({ address }) => address).join(', ')
        return callback(new Error(`${hostname} is at ${shown}, which is not connected to`), '')
      }
      return all === true ? callback(null, good) : callback(null, first.address, first.family)
    })
  }
}
