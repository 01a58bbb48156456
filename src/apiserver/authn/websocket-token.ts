// Browsers cannot set headers on a WebSocket: there a bearer token comes as a subprotocol, beside the one that is spoken.
// Upstream: apiserver pkg/authentication/request/websocket/protocol.go.
import { unauthorized } from '../../machinery/status-error.ts'

const prefix = 'base64url.bearer.authorization.k8s.io.'

type Headers = Readonly<Record<string, string | undefined>>

export function isWebSocket(headers: Headers): boolean {
  return (headers.upgrade ?? '').toLowerCase() === 'websocket'
}

/** The subprotocols that a client offers to speak, in its order. */
export function offeredProtocols(headers: Headers): readonly string[] {
  const names = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  return names.filter((name) => name !== '' && !name.startsWith(prefix))
}

/** What would be the Authorization header. Throws StatusError 401 where the token is malformed or stands alone. */
export function webSocketAuthorization(headers: Headers): string | undefined {
  const offered = headers['sec-websocket-protocol']
  if (offered === undefined || !offered.includes(prefix) || !isWebSocket(headers)) return undefined
  const tokens = offered.split(',').flatMap((name) => (name.trim().startsWith(prefix) ? [name.trim()] : []))
  const [first, second] = tokens
  if (first === undefined || second !== undefined || offeredProtocols(headers).length === 0)
    throw unauthorized()
  const encoded = first.slice(prefix.length)
  const token = Buffer.from(encoded, 'base64url').toString()
  if (!/^[\w-]+$/.test(encoded) || !/^[\x21-\x7e]+$/.test(token)) throw unauthorized()
  return `Bearer ${token}`
}
