// The headers of a request that goes on to an aggregated server: the client's own but for its credentials, and who it is.
// Upstream: client-go transport/round_trippers.go SetAuthProxyHeaders, apimachinery pkg/util/proxy/upgradeaware.go.

import { requestHeaders } from '../authn/request-header.ts'
import type { ServerRequest } from '../request/exchange.ts'
import { type Headers, passedHeaders, returnedHeaders } from '../request/passed-headers.ts'
import type { UserInfo } from '../request/user.ts'

/** What proves the caller to us is nobody else's business (CVE-2022-3172). Answers are compressed on the way to the client. */
const drops = /^(authorization|cookie|x-remote-|impersonate-|accept-encoding$)/

export function forwardedHeaders(request: ServerRequest, user: UserInfo): Headers {
  return { ...passedHeaders(request, drops), ...userHeaders(user) }
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
  return returnedHeaders(headers, 'content-length')
}
