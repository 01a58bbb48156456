// IP addresses and blocks as API fields hold them: parsed, checked strictly, printed canonically.
// Upstream: apimachinery pkg/util/validation/ip.go with strict validation on.

export interface IP {
  readonly family: 4 | 6
  /** The address as a number of 32 or 128 bits. */
  readonly value: bigint
}

export interface CIDR {
  readonly ip: IP
  readonly prefixLength: number
}

const notAnIP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
const notACIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

/** The address, leading zeros and IPv4-mapped forms included; undefined where `text` is none. */
export function parseIP(text: string): IP | undefined {
  if (text.includes(':')) {
    const value = parse6(text)
    return value === undefined ? undefined : { family: 6, value }
  }
  const value = parse4(text)
  return value === undefined ? undefined : { family: 4, value }
}

function parse4(text: string): bigint | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  if (match === null || text.length > 64) return undefined
  let value = 0n
  for (const part of match.slice(1)) {
    const octet = Number(part)
    if (octet > 255) return undefined
    value = value * 256n + BigInt(octet)
  }
  return value
}

function parse6(text: string): bigint | undefined {
  if (text.length > 64) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0] ?? '')
  const tail = halves.length === 2 ? groups(halves[1] ?? '') : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return all.reduce((value, group) => value * 65536n + BigInt(group), 0n)
}

function groups(text: string): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const values: number[] = []
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) values.push(Number.parseInt(part, 16))
    else {
      const embedded = index === parts.length - 1 ? parse4(part) : undefined
      if (embedded === undefined) return undefined
      values.push(Number(embedded >> 16n), Number(embedded & 0xffffn))
    }
  }
  return values
}

export function parseCIDR(text: string): CIDR | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const ip = parseIP(text.slice(0, slash))
  const bits = text.slice(slash + 1)
  if (ip === undefined || !/^\d{1,3}$/.test(bits)) return undefined
  const prefixLength = Number(bits)
  return prefixLength <= width(ip.family) ? { ip, prefixLength } : undefined
}

function width(family: 4 | 6): number {
  return family === 4 ? 32 : 128
}

/** True for `::ffff:10.0.0.1` and its like. */
export function isMapped(ip: IP): boolean {
  return ip.family === 6 && ip.value >> 32n === 0xffffn
}

function hasLeadingZeros(text: string): boolean {
  return /(?:^|[:.])0\d+(?=\.)|\.0\d+$/.test(text)
}

export function isValidIP(text: string): readonly string[] {
  const ip = parseIP(text)
  if (ip === undefined) return [notAnIP]
  const faults: string[] = []
  if (hasLeadingZeros(text)) faults.push('must not have leading 0s')
  if (isMapped(ip)) faults.push('must not be an IPv4-mapped IPv6 address')
  return faults
}

export function isValidCIDR(text: string): readonly string[] {
  const cidr = parseCIDR(text)
  if (cidr === undefined) return [notACIDR]
  const [address = '', bits = ''] = text.split('/')
  if (hasLeadingZeros(address) || /^0\d/.test(bits))
    return ['must not have leading 0s in IP or prefix length']
  const faults: string[] = []
  if (isMapped(cidr.ip)) faults.push('must not have an IPv4-mapped IPv6 address')
  if (networkOf(cidr).value !== cidr.ip.value) faults.push('must not have bits set beyond the prefix length')
  return faults
}

/** The first address of the block. */
export function networkOf(cidr: CIDR): IP {
  const shift = BigInt(width(cidr.ip.family) - cidr.prefixLength)
  return { family: cidr.ip.family, value: (cidr.ip.value >> shift) << shift }
}

export function cidrContains(cidr: CIDR, ip: IP): boolean {
  return (
    cidr.ip.family === ip.family &&
    networkOf({ ip, prefixLength: cidr.prefixLength }).value === networkOf(cidr).value
  )
}

/** RFC 5952's text for an address. */
export function formatIP(ip: IP): string {
  if (ip.family === 4) return format4(ip.value)
  if (isMapped(ip)) return `::ffff:${format4(ip.value & 0xffffffffn)}`
  const parts = Array.from({ length: 8 }, (_, i) =>
    ((ip.value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  )
  const run = longestZeroRun(parts)
  if (run.length < 2) return parts.join(':')
  return `${parts.slice(0, run.start).join(':')}::${parts.slice(run.start + run.length).join(':')}`
}

function format4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
}

function longestZeroRun(parts: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let i = 0; i <= parts.length; i++) {
    if (parts[i] === '0') continue
    if (i - start > best.length) best = { start, length: i - start }
    start = i + 1
  }
  return best
}

export function formatCIDR(cidr: CIDR): string {
  return `${formatIP(cidr.ip)}/${cidr.prefixLength}`
}
