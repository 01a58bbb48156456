// IP addresses and blocks. Upstream: apiserver pkg/cel/library/ip.go, cidr.go, which parse as Go's netip does: no leading
// zeros, no IPv4-mapped IPv6 addresses, no zones.
import {
  type CIDR,
  cidrContains,
  formatCIDR,
  formatIP,
  type IP,
  isMapped,
  networkOf,
  parseCIDR,
  parseIP,
} from '../../names/ip.ts'
import { EvalFault } from '../cel-fault.ts'
import { type CelFunction, type Cost, fn } from '../function.ts'
import { OpaqueValue, type Value } from '../values.ts'
import { walkCost } from './operators.ts'

class IPValue extends OpaqueValue {
  readonly typeName = 'net.IP'
  readonly ip: IP

  constructor(ip: IP) {
    super()
    this.ip = ip
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof IPValue && this.ip.family === other.ip.family && this.ip.value === other.ip.value
  }
}

class CIDRValue extends OpaqueValue {
  readonly typeName = 'net.CIDR'
  readonly cidr: CIDR
  /** Bytes of the prefix. */
  override readonly size: number

  constructor(cidr: CIDR) {
    super()
    this.cidr = cidr
    this.size = Math.ceil(cidr.prefixLength / 8)
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof CIDRValue && formatCIDR(this.cidr) === formatCIDR(other.cidr)
  }
}

const leadingZeros = /(?:^|[:.])0\d+(?:\.|$)/

function strictIP(text: string): IP {
  const ip = parseIP(text)
  if (ip === undefined || (text.includes('.') && leadingZeros.test(text))) {
    throw new EvalFault(`IP Address ${JSON.stringify(text)} parse error during conversion from string`)
  }
  if (isMapped(ip)) {
    throw new EvalFault(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`)
  }
  return ip
}

function strictCIDR(text: string): CIDR {
  const cidr = parseCIDR(text)
  const [address = '', bits = ''] = text.split('/')
  if (cidr === undefined || /^0\d/.test(bits) || (address.includes('.') && leadingZeros.test(address))) {
    throw new EvalFault('network address parse error during conversion from string')
  }
  if (isMapped(cidr.ip)) {
    throw new EvalFault(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`)
  }
  return cidr
}

function succeeds(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch (error) {
    if (error instanceof EvalFault) return false
    throw error
  }
}

function inBlock(
  { family, value }: IP,
  v4: readonly [bigint, bigint],
  v6: readonly [bigint, bigint],
): boolean {
  const [prefix, bits] = family === 4 ? v4 : v6
  return value >> ((family === 4 ? 32n : 128n) - bits) === prefix
}

const isLoopback = (ip: IP): boolean => inBlock(ip, [127n, 8n], [1n, 128n])
const isMulticast = (ip: IP): boolean => inBlock(ip, [0xen, 4n], [0xffn, 8n])
const isLinkLocal = (ip: IP): boolean => inBlock(ip, [0xa9fen, 16n], [0xfe80n >> 6n, 10n])
const isLinkLocalMulticast = (ip: IP): boolean =>
  ip.family === 4 ? inBlock(ip, [0xe00000n, 24n], [0n, 128n]) : ((ip.value >> 112n) & 0xff0fn) === 0xff02n
const isBroadcast = (ip: IP): boolean => ip.family === 4 && ip.value === 0xffffffffn
const isGlobalUnicast = (ip: IP): boolean =>
  ip.value !== 0n && !isBroadcast(ip) && !isLoopback(ip) && !isMulticast(ip) && !isLinkLocal(ip)

const walk: Cost = ([text]) => (typeof text === 'string' ? walkCost(text) : 1)
const walkTwice: Cost = ([text]) => walkCost(text, 2)

/** Two addresses are compared up to the length of the prefix; a text has to be read first. */
const containsCost =
  (more: (cidr: Value | undefined) => number): Cost =>
  ([cidr, other]) =>
    walkCost(cidr, 2) + more(cidr) + (typeof other === 'string' ? walkCost(other) : 0)

const property = (name: string, test: (ip: IP) => boolean): CelFunction =>
  fn(name, { 'net.IP.() -> bool': ({ ip }: IPValue) => test(ip) })

function containsCIDR(outer: CIDR, inner: CIDR): boolean {
  return outer.prefixLength <= inner.prefixLength && cidrContains(outer, inner.ip)
}

export const addresses: readonly CelFunction[] = [
  fn(
    'ip',
    {
      '(string) -> net.IP': (text: string) => new IPValue(strictIP(text)),
      'net.CIDR.() -> net.IP': ({ cidr }: CIDRValue) => new IPValue(cidr.ip),
    },
    walk,
  ),
  fn('isIP', { '(string) -> bool': (text: string) => succeeds(() => strictIP(text)) }, walk),
  fn(
    'ip.isCanonical',
    { '(string) -> bool': (text: string) => formatIP(strictIP(text)) === text },
    walkTwice,
  ),
  fn('family', { 'net.IP.() -> int': ({ ip }: IPValue) => BigInt(ip.family) }),
  property('isUnspecified', (ip) => ip.value === 0n),
  property('isLoopback', isLoopback),
  property('isLinkLocalMulticast', isLinkLocalMulticast),
  property('isLinkLocalUnicast', isLinkLocal),
  property('isGlobalUnicast', isGlobalUnicast),
  fn('cidr', { '(string) -> net.CIDR': (text: string) => new CIDRValue(strictCIDR(text)) }, walk),
  fn('isCIDR', { '(string) -> bool': (text: string) => succeeds(() => strictCIDR(text)) }, walk),
  fn(
    'containsIP',
    {
      'net.CIDR.(net.IP) -> bool': ({ cidr }: CIDRValue, { ip }: IPValue) => cidrContains(cidr, ip),
      'net.CIDR.(string) -> bool': ({ cidr }: CIDRValue, text: string) => cidrContains(cidr, strictIP(text)),
    },
    containsCost(() => 0),
  ),
  fn(
    'containsCIDR',
    {
      'net.CIDR.(net.CIDR) -> bool': (a: CIDRValue, b: CIDRValue) => containsCIDR(a.cidr, b.cidr),
      'net.CIDR.(string) -> bool': ({ cidr }: CIDRValue, text: string) =>
        containsCIDR(cidr, strictCIDR(text)),
    },
    containsCost((cidr) => walkCost(cidr) + 1),
  ),
  fn('prefixLength', { 'net.CIDR.() -> int': ({ cidr }: CIDRValue) => BigInt(cidr.prefixLength) }),
  fn('masked', {
    'net.CIDR.() -> net.CIDR': ({ cidr }: CIDRValue) => new CIDRValue({ ...cidr, ip: networkOf(cidr) }),
  }),
  fn('string', {
    '(net.IP) -> string': ({ ip }: IPValue) => formatIP(ip),
    '(net.CIDR) -> string': ({ cidr }: CIDRValue) => formatCIDR(cidr),
  }),
]
