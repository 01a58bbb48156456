// What goes on of a proxied request's headers, and of its answer's. The caller's credentials prove who they are to this server
// alone. Upstream: apimachinery pkg/util/proxy/upgradeaware.go and transport.go.
import type { IncomingHttpHeaders } from 'node:http'
import type { ApiRequest } from '../../request/api-request.ts'

export type Headers = Record<string, string | readonly string[]>

/** Of one connection alone. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const credentials = /^(?:authorization$|x-remote-|impersonate-)/
const bearerProtocol = 'base64url.bearer.authorization.k8s.io.'

/** `prefix` is the path under which the caller sees the backend. */
export function proxiedHeaders({ http }: ApiRequest, prefix: string): Headers {
  const headers: Headers = Object.create(null)
  for (const [name, value] of Object.entries(http.headers)) {
    if (value === undefined || isDropped(name)) continue
    const kept = name === 'sec-websocket-protocol' ? withoutToken(value) : value
    if (kept !== '') headers[name] = kept
  }
  const from = http.connection.remoteAddress
  const before = http.headers['x-forwarded-for']
  if (from !== '') headers['x-forwarded-for'] = before === undefined ? from : `${before}, ${from}`
  headers['x-forwarded-uri'] = prefix
  return headers
}

function isDropped(name: string): boolean {
  return (
    name.startsWith(':') ||
    name === 'host' ||
    name === 'content-length' ||
    hopByHop.has(name) ||
    credentials.test(name)
  )
}

function withoutToken(value: string): string {
  const protocols = value.split(',').map((text) => text.trim())
  return protocols.filter((text) => !text.startsWith(bearerProtocol)).join(', ')
}

/** Set-Cookie is dropped: a backend must not set cookies for the API server's own address. */
export function answeredHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHop.has(name) || name === 'set-cookie') continue
    kept[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return kept
}

/**
 * A redirect within the backend as the caller has to follow it, or undefined where it leads elsewhere: nobody is sent away
 * from here with what they hold (CVE-2020-8559).
 */
export function rewrittenLocation(
  location: string,
  { origin, path, prefix }: { readonly origin: string; readonly path: string; readonly prefix: string },
): string | undefined {
  let url: URL
  try {
    url = new URL(location, origin + path)
  } catch {
    return undefined
  }
  return url.origin === new URL(origin).origin ? prefix + url.pathname + url.search + url.hash : undefined
}
