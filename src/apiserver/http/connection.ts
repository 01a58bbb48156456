// What a socket proves of its peer: the client certificate, checked against the cluster's authority.
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Connection, VerifiedCertificate } from '../request/exchange.ts'
import type { PeerAuthority } from './peer-authority.ts'

const connections = new WeakMap<Socket, Connection>()
/**
 * Where a listener trusts two authorities, which of them vouches for the peer. A property, since HTTP/2 sessions hide the
 * socket behind another object.
 */
const vouched = Symbol('authority of the peer')

interface Vouched {
  [vouched]?: PeerAuthority
}

export function noteAuthority(socket: Socket, authority: PeerAuthority): void {
  ;(socket as Vouched)[vouched] = authority
}

/** The record of a socket's connection, the same for all its requests. */
export function connectionOf(socket: Socket, transport: 'tls' | 'unix'): Connection {
  let connection = connections.get(socket)
  if (connection === undefined) {
    connection = describe(socket, transport)
    connections.set(socket, connection)
  }
  return connection
}

function describe(socket: Socket, transport: 'tls' | 'unix'): Connection {
  const remoteAddress = socket.remoteAddress ?? ''
  const base = { transport, remoteAddress, memo: undefined }
  if (!(socket instanceof TLSSocket)) return { ...base, certificate: undefined, certificateFault: undefined }
  const shown = socket.getPeerCertificate()
  if (shown === null || Object.keys(shown).length === 0)
    return { ...base, certificate: undefined, certificateFault: undefined }
  if (!socket.authorized)
    return { ...base, certificate: undefined, certificateFault: String(socket.authorizationError) }
  const certificate = verified(shown)
  const { client, requestHeader } = (socket as Vouched)[vouched] ?? { client: true, requestHeader: false }
  return {
    ...base,
    certificate: client ? certificate : undefined,
    certificateFault: client ? undefined : 'not signed by the authority of clients',
    ...(requestHeader && { proxy: certificate }),
  }
}

function verified(shown: ReturnType<TLSSocket['getPeerCertificate']>): VerifiedCertificate {
  const subject = shown.subject as unknown as Readonly<Record<string, string | readonly string[] | undefined>>
  const list = (value: string | readonly string[] | undefined) => (value === undefined ? [] : [value].flat())
  return {
    commonName: list(subject.CN)[0] ?? '',
    organizations: list(subject.O),
    notAfterMs: Date.parse(shown.valid_to),
    fingerprint: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}
