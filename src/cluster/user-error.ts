// A fault that the person at the command line can do something about: printed as one line, without a stack.

export class UserError extends Error {
  override readonly name = 'UserError'
}
