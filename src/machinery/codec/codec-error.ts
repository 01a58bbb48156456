// Why a request body could not be read. The message is what upstream's decoder says.

export type CodecErrorCode = 'syntax' | 'depth' | 'size'

export class CodecError extends Error {
  override readonly name = 'CodecError'
  readonly code: CodecErrorCode

  constructor(code: CodecErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A decoded document. */
export interface Decoded {
  readonly value: unknown
  /** Paths of keys that were given more than once (the last one counts), such as `spec.containers[0].name`. */
  readonly duplicates: readonly string[]
}

/** Deeper documents are refused: the walks over them are recursive. */
export const defaultMaxDepth = 400
