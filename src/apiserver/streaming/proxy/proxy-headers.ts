// What goes on of a proxied request's headers, and of its answer's. The caller's credentials prove who they are to this server
// alone. Upstream: apimachinery pkg/util/proxy/upgradeaware.go and transport.go.
import type { ApiRequest } from '../../request/api-request.ts'
import { type Headers, passedHeaders, returnedHeaders } from '../../request/passed-headers.ts'

const credentials = /^(?:authorization$|x-remote-|impersonate-)/

/** `prefix` is the path under which the caller sees the backend. */
export function proxiedHeaders({ http }: ApiRequest, prefix: string): Headers {
  const headers = passedHeaders(http, credentials)
  for (const [name, value] of Object.entries(headers)) if (value === '') delete headers[name]
  headers['x-forwarded-uri'] = prefix
  return headers
}

/** Set-Cookie is dropped: a backend must not set cookies for the API server's own address. */
export function answeredHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return returnedHeaders(headers, 'set-cookie')
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
