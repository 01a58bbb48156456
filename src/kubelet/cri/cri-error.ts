// What a CRI call fails with. The message has Go's form of a gRPC status, since pod events quote it.

// In the order of gRPC's numbers.
const codes = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const

export type CriErrorCode = (typeof codes)[number]

export class CriError extends Error {
  override readonly name = 'CriError'
  readonly code: CriErrorCode
  /** The RPC, such as `RunPodSandbox`. */
  readonly method: string
  /** The runtime's own words. */
  readonly details: string

  constructor(
    code: CriErrorCode,
    options: { readonly method: string; readonly details: string; readonly cause?: unknown },
  ) {
    super(`rpc error: code = ${code} desc = ${options.details}`, { cause: options.cause })
    this.code = code
    this.method = options.method
    this.details = options.details
  }
}

/** The name of a gRPC status number. */
export function criErrorCode(status: number): CriErrorCode {
  return codes[status] ?? 'Unknown'
}

export function isCriError(error: unknown, code: CriErrorCode): error is CriError {
  return error instanceof CriError && error.code === code
}
