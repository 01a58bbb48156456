// Why a patch could not be applied. The message is upstream's; the code says which HTTP status upstream answers with.

export type PatchErrorCode =
  /** 400: the patch is not in the form that its type asks for. */
  | 'badRequest'
  /** 413: over a limit. */
  | 'tooLarge'
  /** 415: well formed, but a form that is not supported. */
  | 'unsupported'
  /** 422: does not apply to this object. */
  | 'unprocessable'

export class PatchError extends Error {
  override readonly name = 'PatchError'
  readonly code: PatchErrorCode

  constructor(code: PatchErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
