// What goes on of a request's headers to another server, and of its answer's: nothing of one connection alone, and nothing that
// proves who the caller is to this server. Upstream: apimachinery pkg/util/proxy/upgradeaware.go and transport.go.
import type { ServerRequest } from './exchange.ts'

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
const ofThisServer: ReadonlySet<string> = new Set(['host', 'content-length'])
const bearerProtocol = 'base64url.bearer.authorization.k8s.io.'

/** The client's own headers, but for those that `drops` matches, and where it came from. */
export function passedHeaders({ headers, connection }: ServerRequest, drops: RegExp): Headers {
  const passed: Headers = Object.create(null)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':') || ofThisServer.has(name)) continue
    if (hopByHop.has(name) || drops.test(name)) continue
    passed[name] = name === 'sec-websocket-protocol' ? withoutToken(value) : value
  }
  const from = connection.remoteAddress
  const before = headers['x-forwarded-for']
  if (from !== '') passed['x-forwarded-for'] = before === undefined ? from : `${before}, ${from}`
  return passed
}

/** Browsers put tokens there, having no other place. */
function withoutToken(value: string): string {
  const protocols = value.split(',').map((text) => text.trim())
  return protocols.filter((text) => !text.startsWith(bearerProtocol)).join(', ')
}

/** Of an answer, what goes on to the client: all but `dropped`. */
export function returnedHeaders(
  headers: NodeJS.Dict<string | string[]>,
  dropped: string,
): Record<string, string> {
  const kept: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHop.has(name) || name === dropped) continue
    kept[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return kept
}
