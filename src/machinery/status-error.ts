// The one error that HTTP answers and the client throws: a metav1.Status. Upstream: apimachinery pkg/api/errors/errors.go.
import { type FieldError, formatFieldError } from './field-error.ts'

export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: { readonly continue?: string; readonly resourceVersion?: string }
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code: number
}

export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly status: Status

  constructor(status: Status, options?: ErrorOptions) {
    super(status.message ?? status.reason ?? 'unknown error', options)
    this.status = status
  }

  get reason(): string {
    return this.status.reason ?? ''
  }

  get code(): number {
    return this.status.code
  }
}

/** What an object-specific error is about: a resource (plural) or a kind, with its group. */
export interface Subject {
  readonly group: string
  /** The plural resource name, or the kind for invalid(). */
  readonly resource: string
}

export function statusFailure(
  code: number,
  reason: string,
  message: string,
  extra: { readonly details?: StatusDetails; readonly continueToken?: string; readonly cause?: unknown } = {},
): StatusError {
  const { details, continueToken, cause } = extra
  const metadata = continueToken === undefined ? {} : { continue: continueToken }
  return new StatusError(
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code,
    },
    cause === undefined ? undefined : { cause },
  )
}

/** `deployments.apps` or `pods`: how messages name a resource. */
export function qualified(subject: Subject): string {
  return subject.group === '' ? subject.resource : `${subject.resource}.${subject.group}`
}

function about(subject: Subject, name: string, more: Partial<StatusDetails> = {}): StatusDetails {
  return {
    ...(name !== '' && { name }),
    ...(subject.group !== '' && { group: subject.group }),
    kind: subject.resource,
    ...more,
  }
}

export function notFound(subject: Subject, name: string): StatusError {
  const details = about(subject, name)
  return statusFailure(404, 'NotFound', `${qualified(subject)} ${JSON.stringify(name)} not found`, {
    details,
  })
}

export function alreadyExists(subject: Subject, name: string): StatusError {
  const details = about(subject, name)
  return statusFailure(409, 'AlreadyExists', `${qualified(subject)} ${JSON.stringify(name)} already exists`, {
    details,
  })
}

export function conflict(subject: Subject, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(subject)} ${JSON.stringify(name)}: ${why}`
  return statusFailure(409, 'Conflict', message, { details: about(subject, name) })
}

/** The text upstream gives when a write carries an old resourceVersion. */
export const optimisticLockMessage =
  'the object has been modified; please apply your changes to the latest version and try again'

export function forbidden(subject: Subject, name: string, why: string): StatusError {
  const what = name === '' ? qualified(subject) : `${qualified(subject)} ${JSON.stringify(name)}`
  const message = qualified(subject) === '' ? `forbidden: ${why}` : `${what} is forbidden: ${why}`
  return statusFailure(403, 'Forbidden', message, { details: about(subject, name) })
}

/** `subject.resource` is the kind here, as upstream has it; what is said twice stands in the message once. */
export function invalid(subject: Subject, name: string, errors: readonly FieldError[]): StatusError {
  const causes = errors.map(({ type, message, field }) => ({ reason: type, message, field }))
  const texts = [...new Set(errors.map(formatFieldError))]
  const joined = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  const message = `${qualified(subject)} ${JSON.stringify(name)} is invalid: ${joined}`
  return statusFailure(422, 'Invalid', message, { details: about(subject, name, { causes }) })
}

export function badRequest(message: string, cause?: unknown): StatusError {
  return statusFailure(400, 'BadRequest', message, { cause })
}

export function unauthorized(message = 'Unauthorized'): StatusError {
  return statusFailure(401, 'Unauthorized', message)
}

export function methodNotSupported(subject: Subject, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${JSON.stringify(qualified(subject))}`
  return statusFailure(405, 'MethodNotAllowed', message, { details: about(subject, '') })
}

export function methodNotAllowed(): StatusError {
  return statusFailure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {
      details: {},
    },
  )
}

/** The path leads nowhere (as opposed to an object that is not there). */
export function pathNotFound(): StatusError {
  return statusFailure(404, 'NotFound', 'the server could not find the requested resource', { details: {} })
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`
  return statusFailure(406, 'NotAcceptable', message)
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return statusFailure(415, 'UnsupportedMediaType', message)
}

export function requestEntityTooLarge(message: string): StatusError {
  return statusFailure(413, 'RequestEntityTooLarge', message)
}

/** A continue token or a list's resourceVersion that is gone; the token, if given, goes on from now. */
export function resourceExpired(message: string, continueToken?: string): StatusError {
  return statusFailure(410, 'Expired', message, continueToken === undefined ? {} : { continueToken })
}

/** A watch from a revision that has been compacted. */
export function gone(message: string): StatusError {
  return statusFailure(410, 'Gone', message)
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return statusFailure(429, 'TooManyRequests', message, { details: { retryAfterSeconds } })
}

export function timeout(message: string, retryAfterSeconds: number): StatusError {
  return statusFailure(504, 'Timeout', `Timeout: ${message}`, { details: { retryAfterSeconds } })
}

export function serviceUnavailable(message: string): StatusError {
  return statusFailure(503, 'ServiceUnavailable', message)
}

export function internalError(message: string, cause?: unknown): StatusError {
  const details = { causes: [{ message }] }
  return statusFailure(500, 'InternalError', `Internal error occurred: ${message}`, { details, cause })
}

function hasReason(error: unknown, reason: string): boolean {
  return error instanceof StatusError && error.reason === reason
}

export const isNotFound = (error: unknown): boolean => hasReason(error, 'NotFound')
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, 'AlreadyExists')
export const isConflict = (error: unknown): boolean => hasReason(error, 'Conflict')
export const isForbidden = (error: unknown): boolean => hasReason(error, 'Forbidden')
export const isInvalid = (error: unknown): boolean => hasReason(error, 'Invalid')
export const isTooManyRequests = (error: unknown): boolean => hasReason(error, 'TooManyRequests')
/** A watch or list has to start over with a fresh list. */
export const isExpired = (error: unknown): boolean => hasReason(error, 'Expired') || hasReason(error, 'Gone')
