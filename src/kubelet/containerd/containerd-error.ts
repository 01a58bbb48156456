// What running a containerd of our own fails with: one line for the user.

export type ContainerdErrorCode = 'MissingProgram' | 'BadPath' | 'StartFailed' | 'NotClean'

export class ContainerdError extends Error {
  override readonly name = 'ContainerdError'
  readonly code: ContainerdErrorCode

  constructor(code: ContainerdErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options)
    this.code = code
  }
}
