// Why a call to another server failed, in the words of Go's net/http, which people search for.
export type OutboundErrorCode =
  /** The service or name leads nowhere. */
  | 'unresolved'
  /** No connection, no TLS, or one that broke. */
  | 'transport'
  | 'timeout'
  | 'redirect'
  | 'tooLarge'

export class OutboundError extends Error {
  override readonly name = 'OutboundError'
  readonly code: OutboundErrorCode

  constructor(code: OutboundErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const dialTexts: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connect: connection refused'],
  ['EHOSTUNREACH', 'connect: no route to host'],
  ['ENETUNREACH', 'connect: network is unreachable'],
  ['EACCES', 'connect: permission denied'],
  ['ETIMEDOUT', 'i/o timeout'],
])

const unknownAuthority: ReadonlySet<string> = new Set([
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** A fault of Node's sockets as Go words it. `address` is `host:port` of the connection. */
export function transportText(error: unknown, address: string): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  const dial = dialTexts.get(code)
  if (dial !== undefined) return `dial tcp ${address}: ${dial}`
  if (unknownAuthority.has(code)) return verifyText('certificate signed by unknown authority')
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return verifyText('certificate has expired or is not yet valid')
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return verifyText(message)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const host = address.slice(0, address.lastIndexOf(':'))
    return `dial tcp: lookup ${host}: ${code === 'ENOTFOUND' ? 'no such host' : 'server misbehaving'}`
  }
  if (code === 'ECONNRESET') return message === 'socket hang up' ? 'EOF' : 'read: connection reset by peer'
  if (code === 'EPROTO') {
    // What OpenSSL says when it meets the first letters of an answer in the clear.
    return /wrong version number|packet length too long/.test(message)
      ? 'http: server gave HTTP response to HTTPS client'
      : 'remote error: tls: handshake failure'
  }
  return message
}

function verifyText(why: string): string {
  return `tls: failed to verify certificate: x509: ${why}`
}
