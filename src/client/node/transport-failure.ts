// Names what went wrong on a connection, in one line and with a code.
import { TransportError, type TransportErrorCode } from '../transport-error.ts'

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EACCES',
])
const tlsCode =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|ERR_OSSL)/

function codeOf(cause: unknown): TransportErrorCode {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (unreachable.has(code)) return 'unreachable'
  return tlsCode.test(code) ? 'tls' : 'reset'
}

/** `what` says what was tried, such as `GET /version from https://host:6443`. */
export function transportFailure(what: string, cause: unknown): TransportError {
  if (cause instanceof TransportError) return cause
  const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
  return new TransportError(codeOf(cause), why === '' ? `${what} failed` : `${what}: ${why}`, { cause })
}
