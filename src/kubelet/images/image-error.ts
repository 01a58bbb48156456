// What building or loading an image fails with: one line that names the file and says what is wrong.

export type ImageErrorCode =
  | 'Missing' // the file is not there or cannot be read
  | 'NotAnArchive'
  | 'UnsafePath'
  | 'NoName'
  | 'BadName'
  | 'Malformed' // an archive, but no image in it that can be used
  | 'BadProgram' // a program that an image was to be built from
  | 'ImportFailed' // containerd refused it

export class ImageError extends Error {
  override readonly name = 'ImageError'
  readonly code: ImageErrorCode

  constructor(code: ImageErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options)
    this.code = code
  }
}

export function isImageError(error: unknown, code: ImageErrorCode): error is ImageError {
  return error instanceof ImageError && error.code === code
}
