// HTTP/2 streams into the pipeline, and its answers out.
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import type { Pipeline } from '../pipeline.ts'
import type { Connection, ServerRequest, ServerResponse } from '../request/exchange.ts'
import { connectionOf } from './connection.ts'
import { endOfTurn } from './end-of-turn.ts'
import { LazySignal } from './lazy-signal.ts'
import { readBody } from './request-body.ts'
import {
  compresses,
  defaultStallMs,
  gzipHeaders,
  joined,
  joinLimit,
  lengthOf,
  sendBody,
} from './send-body.ts'

export interface Http2Options {
  readonly pipeline: Pipeline
  /** Aborts all that is under way. */
  readonly signal: AbortSignal
  /** How long a reader may stand still. */
  readonly stallMs?: number
  /** How long a connection may be without a stream. */
  readonly idleMs?: number
}

/** Upstream: apiserver pkg/server/secure_serving.go IdleTimeout. */
const defaultIdleMs = 90_000

/** Upstream's limit, which Go clients expect. */
const maxStreams = 250

/** Takes over connections that agreed on h2; listens nowhere itself. */
export function createHttp2Server(options: Http2Options): Http2Server {
  const server = createServer({
    settings: {
      maxConcurrentStreams: maxStreams,
      initialWindowSize: 1 << 20,
      maxHeaderListSize: 64 * 1024,
      enablePush: false,
    },
    maxSessionMemory: 64,
    maxSessionInvalidFrames: 100,
    // Rapid reset (CVE-2023-44487): a client that opens and resets streams faster than this is cut off.
    streamResetBurst: 1000,
    streamResetRate: 50,
  })
  server.on('session', (session) => {
    // One window for the whole connection as large as a few streams', so that a big list is not throttled by it.
    session.setLocalWindowSize(4 << 20)
    session.on('error', () => session.destroy())
    closeWhenIdle(session, options.idleMs ?? defaultIdleMs)
  })
  server.on('sessionError', () => {})
  server.on(
    'stream',
    (stream, headers, _flags, raw) => void answer(stream as ServerHttp2Stream, { headers, raw }, options),
  )
  return server
}

/** A watch may be silent for long: only a connection that carries nothing at all is given up. */
function closeWhenIdle(session: ServerHttp2Session, idleMs: number): void {
  let open = 0
  session.on('stream', (stream) => {
    open++
    stream.once('close', () => open--)
  })
  session.setTimeout(idleMs, () => {
    // Half a head that never ends is no stream either: destroyed, not closed.
    if (open === 0) session.destroy()
  })
}

interface StreamHead {
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they came. */
  readonly raw: readonly string[]
}

class Http2Request implements ServerRequest {
  readonly #stream: ServerHttp2Stream
  readonly #signal: LazySignal
  readonly #raw: readonly string[]
  readonly connection: Connection
  readonly headers: Readonly<Record<string, string | undefined>>

  constructor(
    stream: ServerHttp2Stream,
    { headers, raw }: StreamHead,
    more: { readonly connection: Connection; readonly signal: LazySignal },
  ) {
    this.#stream = stream
    this.#raw = raw
    this.#signal = more.signal
    this.connection = more.connection
    this.headers = headers as Readonly<Record<string, string | undefined>>
  }

  get method(): string {
    return this.headers[':method'] ?? 'GET'
  }

  get target(): string {
    return this.headers[':path'] ?? '/'
  }

  values(name: string): readonly string[] {
    const raw = this.#raw
    return raw.filter((_, index) => index % 2 === 1 && raw[index - 1] === name)
  }

  get signal(): AbortSignal {
    return this.#signal.signal
  }

  readBody(limit: number): Promise<Uint8Array> {
    return readBody(this.#stream, { limit, declared: this.headers['content-length'] })
  }
}

async function answer(stream: ServerHttp2Stream, head: StreamHead, options: Http2Options): Promise<void> {
  const signal = new LazySignal(options.signal, stream)
  // A reset is told by 'close'; without a listener it would end the process.
  stream.on('error', () => {})
  const socket = stream.session?.socket
  if (socket === undefined) return
  const connection = connectionOf(socket as Socket, 'tls')
  const request = new Http2Request(stream, head, { connection, signal })
  await endOfTurn()
  const answered = await options.pipeline.handle(request)
  if (stream.destroyed || stream.closed) return
  try {
    await send(stream, request, { answered, stallMs: options.stallMs ?? defaultStallMs })
  } catch {
    stream.destroy()
  }
}

async function send(
  stream: ServerHttp2Stream,
  request: ServerRequest,
  { answered, stallMs }: { readonly answered: ServerResponse; readonly stallMs: number },
): Promise<void> {
  const length = lengthOf(answered.body)
  const bodiless = request.method === 'HEAD' || answered.status === 304
  const headers: OutgoingHttpHeaders = { ':status': answered.status, ...answered.headers }
  if (length !== undefined && length <= joinLimit && !bodiless) {
    headers['content-length'] = length
    stream.respond(headers)
    stream.end(joined(answered.body, length))
    // What is still to come of the request's body is not wanted.
    if (!stream.endAfterHeaders && !stream.readableEnded) stream.close()
    return
  }
  const gzip = compresses(answered, {
    method: request.method,
    acceptEncoding: request.headers['accept-encoding'],
  })
  if (gzip) Object.assign(headers, gzipHeaders)
  else if (length !== undefined && answered.status !== 304) headers['content-length'] = length
  stream.respond(headers, { endStream: bodiless })
  if (!bodiless) await sendBody(stream, answered.body, { gzip, stallMs: answered.mayStall ? 0 : stallMs })
}
