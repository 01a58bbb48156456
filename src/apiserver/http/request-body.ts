// Reads a request's body, no more of it than is allowed.
import type { Readable } from 'node:stream'
import { requestEntityTooLarge, statusFailure } from '../../machinery/status-error.ts'

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
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw bodyTooLarge(limit)
      chunks.push(chunk)
    }
  } catch (error) {
    if (
      (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE' ||
      (error as { code?: string }).code === 'ECONNRESET'
    ) {
      throw statusFailure(400, 'BadRequest', 'the request body ended early', { cause: error })
    }
    throw error
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)
}
