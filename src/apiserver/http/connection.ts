// What a socket proves of its peer: the client certificate, checked against the cluster's authority.
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Connection, VerifiedCertificate } from '../request/exchange.ts'

const connections = new WeakMap<Socket, Connection>()

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
  return { ...base, certificate: verified(shown), certificateFault: undefined }
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
