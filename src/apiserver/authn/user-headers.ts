// What headers tell of users. A value is the bytes of its UTF-8 form, and may have commas in it: each stands for itself.
// Upstream: apiserver pkg/authentication/request/headerrequest, pkg/endpoints/filters/impersonation.go.
import type { ServerRequest } from '../request/exchange.ts'
import type { UserInfo } from '../request/user.ts'

/** Names in lower case. */
export type HeaderSource = Pick<ServerRequest, 'headers' | 'values'>

export function userValues(request: HeaderSource, name: string): readonly string[] {
  const value = request.headers[name]
  return (request.values?.(name) ?? (value === undefined ? [] : [value])).map(decoded)
}

/** The first, or nothing. */
export function userValue(request: HeaderSource, name: string): string {
  return userValues(request, name)[0] ?? ''
}

/** By what follows the prefix, with %xx taken out. */
export function userExtra(request: HeaderSource, prefix: string): UserInfo['extra'] {
  const extra: Record<string, readonly string[]> = Object.create(null)
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith(prefix)) extra[unescaped(name.slice(prefix.length))] = userValues(request, name)
  }
  return extra
}

/** Headers come as Latin-1, a character a byte. */
function decoded(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8')
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch (error) {
    if (error instanceof URIError) return key
    throw error
  }
}
