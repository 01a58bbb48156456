// Addresses that are right but written in another form than the one everybody expects.
// Upstream: apimachinery pkg/util/validation/ip.go GetWarningsForIP, GetWarningsForCIDR.
import { formatCIDR, formatIP, parseCIDR, parseIP } from '../machinery/names/ip.ts'

export function ipWarnings(address: string | undefined, path: string): string[] {
  const parsed = parseIP(address ?? '')
  if (parsed?.family !== 6 || formatIP(parsed) === address) return []
  return [
    `${path}: IPv6 address ${JSON.stringify(address)} should be in RFC 5952 canonical format ("${formatIP(parsed)}")`,
  ]
}

export function cidrWarnings(cidr: string | undefined, path: string): string[] {
  const parsed = parseCIDR(cidr ?? '')
  if (parsed?.ip.family !== 6 || formatCIDR(parsed) === cidr) return []
  return [
    `${path}: IPv6 CIDR value ${JSON.stringify(cidr)} should be in RFC 5952 canonical format ("${formatCIDR(parsed)}")`,
  ]
}
