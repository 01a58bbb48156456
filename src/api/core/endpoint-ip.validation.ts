// Addresses that traffic may be sent to: not this machine, not the link's own, not all.
// Upstream: pkg/apis/core/validation/validation.go ValidateNonSpecialIP.
import { type FieldError, invalid } from '../../machinery/field-error.ts'
import { type CIDR, cidrContains, parseCIDR, parseIP } from '../../machinery/names/ip.ts'

interface Range {
  readonly cidrs: readonly CIDR[]
  readonly text: (ip: string) => string
}

function range(texts: readonly string[], text: (ip: string) => string): Range {
  const cidrs = texts.map(parseCIDR).filter((cidr) => cidr !== undefined)
  return { cidrs, text }
}

// An address of the other family that is mapped into IPv6 is looked at as what it maps to.
const ranges: readonly Range[] = [
  range(['0.0.0.0/32', '::/128'], (ip) => `may not be unspecified (${ip})`),
  range(
    ['127.0.0.0/8', '::1/128', '::ffff:127.0.0.0/104'],
    () => 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  ),
  range(
    ['169.254.0.0/16', 'fe80::/10', '::ffff:169.254.0.0/112'],
    () => 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  ),
  range(
    ['224.0.0.0/24', 'ff02::/16'],
    () => 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  ),
]

export function checkNonSpecialIP(text: string, field: string): FieldError[] {
  const ip = parseIP(text)
  if (ip === undefined) return [invalid(field, text, 'must be a valid IP address')]
  return ranges
    .filter(({ cidrs }) => cidrs.some((cidr) => cidrContains(cidr, ip)))
    .map((special) => invalid(field, text, special.text(text)))
}
