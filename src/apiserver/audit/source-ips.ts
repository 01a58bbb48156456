// From where a request came, as its headers and its connection say: whoever is last cannot be made up.
// Upstream: apimachinery pkg/util/net/http.go SourceIPs.
import { isIP } from 'node:net'
import type { ServerRequest } from '../request/exchange.ts'

export function sourceIPs({ headers, connection }: Pick<ServerRequest, 'headers' | 'connection'>): string[] {
  const found = (headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => plain(part.trim()))
    .filter((address) => address !== '')
  const real = plain(headers['x-real-ip'] ?? '')
  if (real !== '' && !found.includes(real)) found.push(real)
  const remote = plain(connection.remoteAddress)
  if (remote !== '' && found.at(-1) !== remote) found.push(remote)
  return found
}

/** An IPv4 address in IPv6 is the former. */
function plain(text: string): string {
  const address = text.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(address) === 0 ? '' : address
}
