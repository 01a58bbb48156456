// HTTP/1.1 requests into the pipeline, and its answers out; upgrades among them.
import type { IncomingMessage, ServerResponse as NodeResponse, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer } from '../../base/node/http.ts'
import { refuseUpgrade } from '../../client/node/upgrade.ts'
import type { Pipeline } from '../pipeline.ts'
import { type Connection, pieces, type ServerRequest, type ServerResponse } from '../request/exchange.ts'
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

export interface Http1Options {
  readonly pipeline: Pipeline
  readonly transport: 'tls' | 'unix'
  /** Aborts all that is under way. */
  readonly signal: AbortSignal
  /** How long a reader may stand still. */
  readonly stallMs?: number
  readonly limits?: Http1Limits
}

/** How long a client may take, in milliseconds. */
export interface Http1Limits {
  readonly headers: number
  /** A whole request with its body. */
  readonly request: number
  /** How often the two are looked at. */
  readonly checkEvery: number
}

const defaultLimits: Http1Limits = { headers: 32_000, request: 60_000, checkEvery: 5000 }

/** Node begins to look at a server's time limits when it listens: one that is handed its connections is told to. */
export function watchTimeLimits(server: Server): void {
  server.emit('listening')
}

/** Not listening yet: connections are handed to it, or it is told where. */
export function createHttp1Server(options: Http1Options): Server {
  const { limits = defaultLimits } = options
  const server = createServer({
    maxHeaderSize: 64 * 1024,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: limits.checkEvery,
    keepAliveTimeout: 180_000,
    // Sent in the clear by clients of proxies only; refused with a clear error by the parser.
    insecureHTTPParser: false,
  })
  server.on('request', (request, response) => void answer(request, response, options))
  server.on('upgrade', (request, socket, head) => void upgrade(request, { socket, head }, options))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable)
      refuseUpgrade(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, {
        contentType: 'text/plain',
        body: 'Bad Request\n',
      })
    else socket.destroy()
  })
  return server
}

class Http1Request implements ServerRequest {
  readonly #request: IncomingMessage
  readonly #signal: LazySignal
  readonly connection: Connection

  constructor(request: IncomingMessage, connection: Connection, signal: LazySignal) {
    this.#request = request
    this.#signal = signal
    this.connection = connection
  }

  get method(): string {
    return this.#request.method ?? 'GET'
  }

  get target(): string {
    return this.#request.url ?? '/'
  }

  get headers(): Readonly<Record<string, string | undefined>> {
    return this.#request.headers as Readonly<Record<string, string | undefined>>
  }

  values(name: string): readonly string[] {
    return this.#request.headersDistinct[name] ?? []
  }

  get signal(): AbortSignal {
    return this.#signal.signal
  }

  readBody(limit: number): Promise<Uint8Array> {
    return readBody(this.#request, { limit, declared: this.#request.headers['content-length'] })
  }
}

async function answer(
  request: IncomingMessage,
  response: NodeResponse,
  options: Http1Options,
): Promise<void> {
  const signal = new LazySignal(options.signal, response)
  const connection = connectionOf(request.socket as Socket, options.transport)
  await endOfTurn()
  const answered = await options.pipeline.handle(new Http1Request(request, connection, signal))
  if (response.destroyed) return
  try {
    await send(request, response, { answered, stallMs: options.stallMs ?? defaultStallMs })
  } catch {
    // The reader has gone: nobody is left to tell.
    response.destroy()
  }
}

async function send(
  request: IncomingMessage,
  response: NodeResponse,
  { answered, stallMs }: { readonly answered: ServerResponse; readonly stallMs: number },
): Promise<void> {
  const length = lengthOf(answered.body)
  const bodiless = request.method === 'HEAD' || answered.status === 304
  const headers: Record<string, string> = { ...answered.headers }
  // A body that nobody read would be taken for the next request.
  if (!request.complete) headers.connection = 'close'
  if (length !== undefined && length <= joinLimit && !bodiless) {
    headers['content-length'] = String(length)
    response.writeHead(answered.status, headers).end(joined(answered.body, length))
    return
  }
  const gzip = compresses(answered, {
    method: request.method ?? 'GET',
    acceptEncoding: request.headers['accept-encoding'] as string | undefined,
  })
  if (gzip) Object.assign(headers, gzipHeaders)
  else if (length !== undefined && answered.status !== 304) headers['content-length'] = String(length)
  response.writeHead(answered.status, headers)
  if (bodiless) {
    response.end()
    return
  }
  // A watcher sees that it is connected before the first event comes.
  if (length === undefined) response.flushHeaders()
  await sendBody(response, answered.body, { gzip, stallMs: answered.mayStall ? 0 : stallMs })
}

async function upgrade(
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  options: Http1Options,
): Promise<void> {
  const signal = new LazySignal(options.signal, socket)
  socket.on('error', () => socket.destroy())
  const connection = connectionOf(request.socket as Socket, options.transport)
  const refused = await options.pipeline.upgrade(new Http1Request(request, connection, signal), {
    socket,
    head,
  })
  if (refused === undefined || socket.destroyed) return
  const chunks = lengthOf(refused.body) === undefined ? [] : pieces(refused.body as Uint8Array)
  refuseUpgrade(socket, refused.status, {
    contentType: refused.headers['content-type'] ?? 'text/plain',
    body: Buffer.concat(chunks),
  })
}
