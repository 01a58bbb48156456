// One HTTP/2 connection: sends requests as streams, and notices by pings when the other side has gone without a word.
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { abortReason, onAbort } from '../../base/abort.ts'
import type { Clock, Timer } from '../../base/clock.ts'
import type { HttpRequest, HttpResponse } from '../../machinery/http.ts'
import { TransportError } from '../transport-error.ts'
import { plainHeaders } from './http1-exchange.ts'
import { responseBody } from './response-body.ts'
import { transportFailure } from './transport-failure.ts'

// Upstream: apimachinery pkg/util/net/http.go readIdleTimeout, pingTimeout.
const pingEveryMs = 30_000
const pingTimeoutMs = 15_000
/** Large enough that a list does not wait for window updates. */
const streamWindow = 1 << 20
const connectionWindow = 16 << 20
const maxStreams = 1000

export class Http2Session {
  readonly #session: ClientHttp2Session
  readonly #clock: Clock
  /** Resolves when the server has said how many streams it takes; a session may be used from then on. */
  readonly ready: Promise<void>
  #active = 0
  #leaving = false
  #timer: Timer | undefined

  constructor(socket: TLSSocket, options: { readonly server: string; readonly clock: Clock }) {
    this.#clock = options.clock
    this.#session = connect(options.server, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: streamWindow },
    })
    this.#session.on('connect', () => this.#session.setLocalWindowSize(connectionWindow))
    this.#session.on('goaway', () => {
      this.#leaving = true
    })
    this.ready = new Promise((resolve, reject) => {
      this.#session.once('remoteSettings', () => resolve())
      const ended = () => reject(new TransportError('reset', 'the connection ended before it could be used'))
      this.#session.once('close', ended)
    })
    // Each stream reports the failure to its own request.
    this.#session.on('error', () => {})
    this.#session.on('close', () => this.#timer?.cancel())
    this.#schedulePing()
  }

  /** True where another stream may be opened. */
  get usable(): boolean {
    const { closed, destroyed, remoteSettings } = this.#session
    if (closed || destroyed || this.#leaving) return false
    return this.#active < Math.min(remoteSettings.maxConcurrentStreams ?? maxStreams, maxStreams)
  }

  get closed(): boolean {
    return this.#session.destroyed
  }

  async send(request: HttpRequest, what: string): Promise<HttpResponse> {
    const { signal } = request
    signal.throwIfAborted()
    const stream = this.#open(request, what)
    this.#active++
    stream.once('close', () => {
      this.#active--
    })
    const headers = await responseHeaders(stream, { what, signal })
    return {
      status: Number(headers[':status'] ?? 0),
      headers: plainHeaders(headers),
      body: responseBody(stream, { what, signal }),
    }
  }

  #open(request: HttpRequest, what: string): ClientHttp2Stream {
    const { method, target, headers, body, signal } = request
    const { host: _, ...rest } = headers
    try {
      const pseudo = { ':method': method, ':path': target }
      const stream = this.#session.request({ ...pseudo, ...rest }, { endStream: body === undefined })
      if (body !== undefined) stream.end(body)
      const abort = onAbort(signal, () => {
        stream.close(constants.NGHTTP2_CANCEL)
        stream.destroy(abortReason(signal))
      })
      stream.once('close', () => abort[Symbol.dispose]())
      return stream
    } catch (error) {
      // The session ended between the choice and the request.
      throw transportFailure(what, error)
    }
  }

  #schedulePing(): void {
    this.#timer = this.#clock.after(pingEveryMs, () => this.#ping())
  }

  #ping(): void {
    if (this.#session.destroyed) return
    const broken = () =>
      this.#session.destroy(new TransportError('reset', 'the server does not answer pings'))
    this.#timer = this.#clock.after(pingTimeoutMs, broken)
    this.#session.ping((error) => {
      this.#timer?.cancel()
      if (error === null && !this.#session.destroyed) this.#schedulePing()
    })
  }

  destroy(): void {
    this.#timer?.cancel()
    this.#session.destroy(new TransportError('closed', 'the transport was closed'))
  }
}

function responseHeaders(
  stream: ClientHttp2Stream,
  request: { readonly what: string; readonly signal: AbortSignal },
): Promise<Record<string, unknown>> {
  const { what, signal } = request
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>()
  const fail = (error: unknown) =>
    reject(signal.aborted ? abortReason(signal) : transportFailure(what, error))
  stream.once('response', resolve)
  // Stays: an error after the answer has begun belongs to the body, which reads it from the stream itself.
  stream.on('error', fail)
  stream.once('close', () =>
    fail(new TransportError('reset', `${what}: the connection ended without an answer`)),
  )
  return promise
}
