// The headers of a request that goes on to an aggregated server: the client's own but for its credentials, and who it is.
// Upstream: client-go transport/round_trippers.go SetAuthProxyHeaders, apimachinery pkg/util/proxy/upgradeaware.go.

import { requestHeaders } from '../authn/request-header.ts'
import type { ServerRequest } from '../request/exchange.ts'
import type { UserInfo } from '../request/user.ts'

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

/** What proves the caller to us is nobody else's business (CVE-2022-3172). */
const credentials = /^(authorization|cookie|x-remote-|impersonate-)/
const bearerProtocol = 'base64url.bearer.authorization.k8s.io.'

export function forwardedHeaders(request: ServerRequest, user: UserInfo): Headers {
  const headers: Headers = Object.create(null)
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || isDropped(name)) continue
    headers[name] = name === 'sec-websocket-protocol' ? withoutToken(value) : value
  }
  const from = request.connection.remoteAddress
  if (from !== '') {
    const before = request.headers['x-forwarded-for']
    headers['x-forwarded-for'] = before === undefined ? from : `${before}, ${from}`
  }
  return { ...headers, ...userHeaders(user) }
}

function isDropped(name: string): boolean {
  return (
    name.startsWith(':') ||
    name === 'host' ||
    name === 'content-length' ||
    // Answers are compressed on the way to the client, where it asks for it.
    name === 'accept-encoding' ||
    hopByHop.has(name) ||
    credentials.test(name)
  )
}

/** Browsers put tokens there, having no other place. */
function withoutToken(value: string): string {
  const protocols = value.split(',').map((text) => text.trim())
  return protocols.filter((text) => !text.startsWith(bearerProtocol)).join(', ')
}

export function userHeaders({ name, uid, groups, extra }: UserInfo): Headers {
  const headers: Headers = { [requestHeaders.user]: encoded(name) }
  if (uid !== '') headers[requestHeaders.uid] = encoded(uid)
  if (groups.length > 0) headers[requestHeaders.group] = groups.map(encoded)
  for (const [key, values] of Object.entries(extra))
    headers[requestHeaders.extraPrefix + escaped(key)] = values.map(encoded)
  return headers
}

/** Headers are bytes: what lies outside Latin-1 goes as the bytes of its UTF-8 form. */
function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** Upstream: headerKeyEscape. */
function escaped(key: string): string {
  return Buffer.from(key, 'utf8')
    .toString('latin1')
    .replace(
      /[^!#$&'*+\-.^_`|~0-9A-Za-z]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
}

/** Of an answer, what goes on to the client. */
export function answeredHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const kept: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHop.has(name) || name === 'content-length') continue
    kept[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return kept
}
