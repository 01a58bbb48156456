// Requests to a TLS server: over HTTP/2 where it speaks that, else over HTTP/1.1. Connections are made when needed and
// made anew when they have gone.

import { isIP } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { abortReason, onAbort, orAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { HttpRequest, HttpResponse } from '../../machinery/http.ts'
import { TransportError } from '../transport-error.ts'
import { Http1Exchange } from './http1-exchange.ts'
import { Http2Session } from './http2-session.ts'
import { transportFailure } from './transport-failure.ts'

export interface TlsMaterial {
  /** PEM; the system's authorities where absent. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  /** Name to expect in the server's certificate, where it is not the host's. */
  readonly serverName?: string
  readonly insecureSkipTlsVerify?: boolean
}

export interface TlsExchangeOptions {
  readonly host: string
  readonly port: number
  /** Asked for at each new connection, so that certificates may be rotated. */
  readonly material: () => TlsMaterial
  readonly clock: Clock
}

const connectTimeoutMs = 30_000

export class TlsExchange {
  readonly #options: TlsExchangeOptions
  readonly #closing = new AbortController()
  #sessions: Http2Session[] = []
  /** Shared by all who come while a connection is being made. */
  #connecting: Promise<Http2Session | Http1Exchange> | undefined
  #http1: Http1Exchange | undefined

  constructor(options: TlsExchangeOptions) {
    this.#options = options
  }

  async send(request: HttpRequest, what: string): Promise<HttpResponse> {
    for (;;) {
      const session = await this.#exchange(what, request.signal)
      // Of many who waited for one connection, the later ones may find it full.
      if (session instanceof Http1Exchange || session.usable) return await session.send(request, what)
    }
  }

  async #exchange(what: string, signal: AbortSignal): Promise<Http2Session | Http1Exchange> {
    if (this.#closing.signal.aborted) throw new TransportError('closed', `${what}: the transport was closed`)
    if (this.#http1 !== undefined) return this.#http1
    const session = this.#sessions.find((candidate) => candidate.usable)
    if (session !== undefined) return session
    this.#connecting ??= this.#connect(what).finally(() => {
      this.#connecting = undefined
    })
    return await orAbort(this.#connecting, signal)
  }

  async #connect(what: string): Promise<Http2Session | Http1Exchange> {
    const { host, port, clock } = this.#options
    const tls = connectionOptions(this.#options)
    const socket = await openSocket(
      { ...tls, ALPNProtocols: ['h2', 'http/1.1'] },
      {
        what,
        clock,
        signal: this.#closing.signal,
      },
    )
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy()
      this.#http1 = new Http1Exchange({ host, port, tls })
      return this.#http1
    }
    const session = new Http2Session(socket, { server: `https://${authority(host, port)}`, clock })
    using _ = onAbort(this.#closing.signal, () => session.destroy())
    await session.ready
    this.#sessions = [...this.#sessions.filter((old) => !old.closed), session]
    return session
  }

  async close(): Promise<void> {
    this.#closing.abort(new TransportError('closed', 'the transport was closed'))
    await this.#connecting?.catch(() => {})
    for (const session of this.#sessions) session.destroy()
    this.#http1?.close()
  }
}

/** `host:port`, with brackets where the host is an IPv6 address. */
export function authority(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
}

function connectionOptions(options: TlsExchangeOptions): ConnectionOptions {
  const { host, port } = options
  const { ca, cert, key, serverName, insecureSkipTlsVerify } = options.material()
  const name = serverName ?? (isIP(host) === 0 ? host : undefined)
  return {
    host,
    port,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: insecureSkipTlsVerify !== true,
    ...(name !== undefined && { servername: name }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  }
}

async function openSocket(
  options: ConnectionOptions,
  attempt: { readonly what: string; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<TLSSocket> {
  const { what, clock, signal } = attempt
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const socket = connect(options)
  using _ = onAbort(signal, () => socket.destroy(abortReason(signal)))
  using __ = clock.after(connectTimeoutMs, () => {
    socket.destroy(
      new TransportError('unreachable', `${what}: no connection within ${connectTimeoutMs / 1000} s`),
    )
  })
  socket.once('secureConnect', () => resolve(socket))
  socket.once('error', (error) => reject(transportFailure(what, error)))
  return await promise
}
