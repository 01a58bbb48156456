// The document that the server itself would answer with, where something is to be added to it.
import type { RouteHandler } from '../pipeline.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { isStream, pieces, type ServerResponse } from '../request/exchange.ts'

export interface LocalDocument<T> {
  readonly answer: ServerResponse
  /** Undefined where the answer is no whole JSON. */
  parse(): T | undefined
}

/** `accept` is asked for instead of what the client would have. */
export async function localDocument<T>(
  request: ApiRequest,
  own: RouteHandler,
  accept?: string,
): Promise<LocalDocument<T>> {
  // Its own ETag says nothing of ours.
  const { method, target, connection, headers: given } = request.http
  const { 'if-none-match': _, ...others } = given
  const headers = accept === undefined ? others : { ...others, accept }
  const { signal } = request
  const http = { method, target, connection, headers, signal, readBody: async () => Buffer.alloc(0) }
  const answer = await own({ ...request, http, signal })
  return {
    answer,
    parse: () =>
      answer.status !== 200 || isStream(answer.body)
        ? undefined
        : (JSON.parse(Buffer.concat(pieces(answer.body)).toString('utf8')) as T),
  }
}
