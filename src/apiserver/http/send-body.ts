// Writes an answer's body to a stream as fast as its reader takes it, compressed where that was asked for and pays.
import type { ServerResponse as NodeResponse } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'
import { isStream, pieces, type ServerBody, type ServerResponse } from '../request/exchange.ts'

/** Upstream: apiserver pkg/endpoints/handlers/responsewriters/writers.go defaultGzipThresholdBytes, level 1. */
const gzipThreshold = 128 * 1024
/** Bodies up to this are joined and sent in one write. */
export const joinLimit = 64 * 1024
export const gzipHeaders = { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } as const

/** The length of a body that is whole, or undefined for a stream. */
export function lengthOf(body: ServerBody): number | undefined {
  if (isStream(body)) return undefined
  if (body instanceof Uint8Array) return body.length
  let length = 0
  for (const piece of body) length += piece.length
  return length
}

/** The pieces of a whole body as one. */
export function joined(body: ServerBody, length: number): Uint8Array {
  if (body instanceof Uint8Array) return body
  const all = isStream(body) ? [] : pieces(body)
  return all.length === 1 ? (all[0] as Uint8Array) : Buffer.concat(all, length)
}

/** True where the answer is to be sent with gzip. */
export function compresses(
  response: ServerResponse,
  request: { readonly method: string; readonly acceptEncoding: string | undefined },
): boolean {
  if (request.method !== 'GET' || response.status !== 200 || request.acceptEncoding === undefined)
    return false
  if (response.headers['content-encoding'] !== undefined) return false
  const length = lengthOf(response.body)
  const large = length === undefined ? response.bulk === true : length > gzipThreshold
  return large && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(request.acceptEncoding)
}

/** What is sent to: an answer of HTTP/1.1 or a stream of HTTP/2. */
export type Answering = NodeResponse | ServerHttp2Stream

/** How long a reader may take nothing of what waits for it. */
export const defaultStallMs = 60_000

/** Sends and ends. Rejects when the reader goes away; a reader that stands still for `stallMs` is cut off (0: never). */
export async function sendBody(
  out: Answering,
  body: ServerBody,
  options: { readonly gzip: boolean; readonly stallMs: number },
): Promise<void> {
  const { stallMs } = options
  if (options.gzip) {
    using _ = cutOff(out, stallMs)
    const compressor = createGzip({ level: constants.Z_BEST_SPEED })
    const done = pipeline(compressor, out)
    await writeAll(compressor, body).catch((error) => compressor.destroy(error))
    await done
    return
  }
  await writeAll(out, body, () => cutOff(out, stallMs))
}

/** Ends a connection on which nothing moves until it is disposed of. A watcher may be silent; one that does not read may not. */
function cutOff(out: Answering, stallMs: number): Disposable {
  const end = () => out.destroy()
  if (stallMs > 0) out.setTimeout(stallMs)
  out.once('timeout', end)
  return {
    [Symbol.dispose]() {
      out.off('timeout', end)
      if (stallMs > 0) out.setTimeout(0)
    },
  }
}

async function writeAll(
  out: Writable,
  body: ServerBody,
  waiting: () => Disposable | undefined = () => undefined,
): Promise<void> {
  for await (const piece of isStream(body) ? body : pieces(body)) {
    if (out.destroyed) return
    if (out.write(piece)) continue
    using _ = waiting()
    await drained(out)
  }
  out.end()
}

function drained(out: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      out.off('drain', done)
      out.off('close', done)
      resolve()
    }
    out.on('drain', done)
    // A reader that goes away never drains.
    out.on('close', done)
  })
}
