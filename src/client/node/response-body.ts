// A Node stream as the body of an answer: pieces as they come, errors as TransportError, and the reason of the request's
// signal where that ended it.
import type { Readable } from 'node:stream'
import { abortReason } from '../../base/abort.ts'
import { transportFailure } from './transport-failure.ts'

export async function* responseBody(
  stream: Readable,
  request: { readonly what: string; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const piece of stream) yield piece as Uint8Array
  } catch (error) {
    if (request.signal.aborted) throw abortReason(request.signal)
    throw transportFailure(request.what, error)
  }
}
