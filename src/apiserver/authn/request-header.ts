// Users whom a front proxy names in headers. Believed only of a peer whose certificate the request-header authority signed,
// which is another one than that of clients (NCC 2022): whoever has a client certificate is who it says, whatever he sends.
// Upstream: apiserver pkg/authentication/request/headerrequest/requestheader.go.
import type { ServerRequest } from '../request/exchange.ts'
import { authenticated, type UserInfo } from '../request/user.ts'
import { userExtra, userValue, userValues } from './user-headers.ts'

/** Names of the headers, as `extension-apiserver-authentication` tells extension servers. */
export const requestHeaders = {
  user: 'X-Remote-User',
  uid: 'X-Remote-Uid',
  group: 'X-Remote-Group',
  extraPrefix: 'X-Remote-Extra-',
} as const

/** The one peer that may name users. */
export const frontProxyName = 'front-proxy-client'

const userHeader = requestHeaders.user.toLowerCase()
const uidHeader = requestHeaders.uid.toLowerCase()
const groupHeader = requestHeaders.group.toLowerCase()
const extraPrefix = requestHeaders.extraPrefix.toLowerCase()

/** Undefined where the request does not come from a front proxy or names nobody. */
export function requestHeaderUser(request: ServerRequest, nowMs: number): UserInfo | undefined {
  const { proxy } = request.connection
  if (proxy === undefined || proxy.commonName !== frontProxyName || nowMs > proxy.notAfterMs) return undefined
  const name = userValue(request, userHeader)
  if (name === '') return undefined
  return authenticated({
    name,
    uid: userValue(request, uidHeader),
    groups: userValues(request, groupHeader),
    extra: userExtra(request, extraPrefix),
  })
}
