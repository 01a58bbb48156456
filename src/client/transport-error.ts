// What a transport throws where no HTTP answer came: the server could not be reached, its certificate was refused, or
// the connection broke half-way. An HTTP error is never one of these; that is a StatusError.

export type TransportErrorCode =
  /** No connection could be made. */
  | 'unreachable'
  /** The peer's certificate, or ours, was refused. */
  | 'tls'
  /** The connection ended before the answer did. */
  | 'reset'
  /** What came is not what the protocol says, or is too large. */
  | 'protocol'
  /** The transport was closed by its owner. */
  | 'closed'

export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: TransportErrorCode

  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
