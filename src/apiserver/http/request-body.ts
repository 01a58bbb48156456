// Reads a request's body, no more of it than is allowed.

import type { Readable } from 'node:stream'
import { requestEntityTooLarge, statusFailure } from '../../machinery/status-error.ts'
import { endOfTurn } from './end-of-turn.ts'

/** Upstream: apiserver pkg/endpoints/handlers/rest.go limitedReadBody. */
export function bodyTooLarge(limit: number): Error {
  return requestEntityTooLarge(`Request entity too large: limit is ${limit}`)
}

export async function readBody(
  source: Readable,
  options: { readonly limit: number; readonly declared: string | undefined },
): Promise<Uint8Array> {
  const { limit, declared } = options
  if (declared !== undefined && Number(declared) > limit) throw bodyTooLarge(limit)
  const body = await received(source, limit)
  await endOfTurn()
  return body
}

/** By events: an async iterator costs more than all the rest of a small request's way. */
function received(source: Readable, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = () => {
      source.off('data', take)
      source.off('end', finish)
      source.off('close', endedEarly)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= limit) return
      stop()
      source.pause()
      reject(bodyTooLarge(limit))
    }
    const finish = () => {
      stop()
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size))
    }
    const endedEarly = (cause?: Error) => {
      stop()
      reject(statusFailure(400, 'BadRequest', 'the request body ended early', { cause }))
    }
    source.on('data', take)
    source.on('end', finish)
    // An error is told by both; what closed before is told by neither.
    source.on('close', endedEarly)
    source.once('error', endedEarly)
    if (source.readableEnded) finish()
    else if (source.destroyed) endedEarly()
  })
}
