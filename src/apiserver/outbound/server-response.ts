// What a server's refusal means to the one who called it: the Status it sent, or one made from the code.
// Upstream: client-go rest/request.go transformResponse, apimachinery pkg/api/errors/errors.go NewGenericServerResponse.
import { isJsonObject } from '../../machinery/json-value.ts'
import { type Status, StatusError, statusFailure } from '../../machinery/status-error.ts'

export interface ServerAnswer {
  readonly status: number
  readonly method: string
  readonly body: Buffer
  readonly contentType?: string
}

interface Meaning {
  readonly reason: string
  readonly text: string
}

const meanings: ReadonlyMap<number, Meaning> = new Map([
  [400, { reason: 'BadRequest', text: 'the server rejected our request for an unknown reason' }],
  [401, { reason: 'Unauthorized', text: 'the server has asked for the client to provide credentials' }],
  [404, { reason: 'NotFound', text: 'the server could not find the requested resource' }],
  [
    405,
    { reason: 'MethodNotAllowed', text: 'the server does not allow this method on the requested resource' },
  ],
  [
    406,
    {
      reason: 'NotAcceptable',
      text: 'the server was unable to respond with a content type that the client supports',
    },
  ],
  [409, { reason: 'Conflict', text: 'the server reported a conflict' }],
  [422, { reason: 'Invalid', text: 'the server rejected our request due to an error in our request' }],
  [
    429,
    {
      reason: 'TooManyRequests',
      text: 'the server has received too many requests and has asked us to try again later',
    },
  ],
  [503, { reason: 'ServiceUnavailable', text: 'the server is currently unable to handle the request' }],
  [
    504,
    {
      reason: 'Timeout',
      text: 'the server was unable to return a response in the time allotted, but may still be processing the request',
    },
  ],
])

const maxShown = 2048

export function serverResponse(answer: ServerAnswer): StatusError {
  const given = statusIn(answer.body)
  if (given !== undefined) return new StatusError({ ...given, code: given.code || answer.status })
  const said = isText(answer.contentType) ? answer.body.toString('utf8').trim().slice(0, maxShown) : 'unknown'
  const { reason, text } = meaningOf(answer, said)
  const details = { causes: [{ reason: 'UnexpectedServerResponse', message: said }] }
  return statusFailure(answer.status, reason, text, { details })
}

function meaningOf({ status, method }: ServerAnswer, said: string): Meaning {
  if (status === 403) return { reason: 'Forbidden', text: said }
  if (status === 409 && method === 'POST')
    return { reason: 'AlreadyExists', text: 'the server reported a conflict' }
  const known = meanings.get(status)
  if (known !== undefined) return known
  if (status >= 500) {
    const text = `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`
    return { reason: 'InternalError', text }
  }
  return {
    reason: '',
    text: `the server responded with the status code ${status} but did not return more information`,
  }
}

function isText(contentType: string | undefined): boolean {
  return (
    contentType === undefined || contentType === '' || contentType.trim().toLowerCase().startsWith('text/')
  )
}

function statusIn(body: Buffer): Status | undefined {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
  if (!isJsonObject(value) || value.kind !== 'Status' || value.status === 'Success') return undefined
  const text = (name: 'message' | 'reason') => (typeof value[name] === 'string' ? value[name] : '')
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: text('message'),
    reason: text('reason'),
    details: {},
    code: typeof value.code === 'number' && Number.isInteger(value.code) ? value.code : 0,
  }
}
