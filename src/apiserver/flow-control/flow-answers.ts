// What flow control adds to answers: who was matched, and seats that are kept while a list is being sent.
import type { Clock } from '../../base/clock.ts'
import { isStream, type ServerRequest, type ServerResponse } from '../request/exchange.ts'
import { text } from '../request/respond.ts'
import { whenSent } from '../request/when-sent.ts'
import type { FlowControl } from './flow-control.ts'
import type { Ticket } from './ticket.ts'

/** Upstream: apiserver pkg/server/filters/maxinflight.go tooManyRequests. */
export function refusal({ schema }: Ticket): ServerResponse {
  const refused = text('Too many requests, please try again later.\n', 429)
  const seconds = String(schema.level.dropped.retryAfterSeconds)
  return { ...refused, headers: { ...refused.headers, 'retry-after': seconds } }
}

export interface AnswerContext {
  readonly ticket: Ticket
  readonly http: ServerRequest
  readonly core: { readonly clock: Clock }
  readonly flowControl: FlowControl
}

/** The answer as it goes out; gives the seats back now, or when the last piece of a list has been taken. */
export function answered(response: ServerResponse, context: AnswerContext): ServerResponse {
  const { ticket, core, flowControl } = context
  const headers = ticket.schema.told(response.headers)
  const leave = () => flowControl.leave(ticket, core.clock.monotonic())
  if (ticket.info.verb === 'list' && isStream(response.body))
    return { ...response, headers, body: whenSent(response.body, context.http.signal, leave) }
  leave()
  return { ...response, headers }
}
