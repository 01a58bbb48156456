// Where the API server is reached: TLS with HTTP/2 or 1.1 as the client chooses, and a unix socket for parts on the same
// machine. Both hand requests to the same pipeline.
import { chmodSync, rmSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { aborted } from '../../base/abort.ts'
import type { Logger } from '../../base/log.ts'
import type { Pipeline } from '../pipeline.ts'
import { noteAuthority } from './connection.ts'
import { createHttp1Server, type Http1Limits, watchTimeLimits } from './http1.ts'
import { createHttp2Server } from './http2.ts'
import { certificatesIn, peerAuthority } from './peer-authority.ts'

export interface ListenOptions {
  readonly pipeline: Pipeline
  readonly log: Logger
  readonly signal: AbortSignal
}

export interface TlsListenOptions extends ListenOptions {
  /** All addresses where absent. */
  readonly address?: string
  /** 0 for any. */
  readonly port: number
  readonly tls: {
    readonly cert: string
    readonly key: string
    readonly clientCa: string
    /** Signs the certificates of front proxies, and no client's. */
    readonly requestHeaderCa?: string
  }
  readonly limits?: ListenLimits
}

/** How long clients may take; the usual times where absent. */
export interface ListenLimits {
  readonly http1?: Http1Limits
  /** Milliseconds that an HTTP/2 connection may be without a stream. */
  readonly http2IdleMs?: number
  /** Milliseconds that a reader may stand still. */
  readonly stallMs?: number
}

/** A listener that is bound already. */
export interface Listening {
  readonly port: number
  /** Resolves when it has been closed after the signal's abort. */
  readonly closed: Promise<void>
}

/** Rejects with the system's error where the port cannot be bound. */
export async function listenTls(options: TlsListenOptions): Promise<Listening> {
  const { pipeline, signal, tls, log } = options
  const { http1: http1Limits, http2IdleMs, stallMs } = options.limits ?? {}
  const common = { pipeline, signal, ...(stallMs !== undefined && { stallMs }) }
  const http1 = createHttp1Server({
    ...common,
    transport: 'tls',
    ...(http1Limits && { limits: http1Limits }),
  })
  const http2 = createHttp2Server({ ...common, ...(http2IdleMs !== undefined && { idleMs: http2IdleMs }) })
  watchTimeLimits(http1)
  const server = createTlsServer({
    cert: tls.cert,
    key: tls.key,
    ca: tls.requestHeaderCa === undefined ? tls.clientCa : [tls.clientCa, tls.requestHeaderCa],
    requestCert: true,
    // Clients may come with a token instead; a certificate that does not verify is refused by authentication.
    rejectUnauthorized: false,
    ALPNProtocols: ['h2', 'http/1.1'],
    minVersion: 'TLSv1.2',
    handshakeTimeout: 10_000,
  })
  const authorities = tls.requestHeaderCa !== undefined && {
    client: certificatesIn(tls.clientCa),
    requestHeader: certificatesIn(tls.requestHeaderCa),
  }
  server.on('secureConnection', (socket) => {
    socket.setNoDelay(true)
    if (authorities && socket.authorized) noteAuthority(socket, peerAuthority(socket, authorities))
    socket.on('error', () => socket.destroy())
    ;(socket.alpnProtocol === 'h2' ? http2 : http1).emit('connection', socket)
  })
  server.on('tlsClientError', (error, socket) => {
    log.debug('tls handshake failed', { error: error.message })
    socket.destroy()
  })
  await bind(server, { host: options.address ?? '::', port: options.port })
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    closed: closeOnAbort(server, options).finally(() => {
      // Ends the look at time limits; it listens nowhere.
      http1.close(() => {})
    }),
  }
}

/** The socket's file gets mode 0600. */
export async function listenUnix(options: ListenOptions & { readonly path: string }): Promise<Listening> {
  const { pipeline, signal, path } = options
  const server = createHttp1Server({ pipeline, transport: 'unix', signal })
  // A file that a killed predecessor left; another living server would hold the store's lock.
  rmSync(path, { force: true })
  await bind(server, { path })
  chmodSync(path, 0o600)
  return { port: 0, closed: closeOnAbort(server, options) }
}

async function bind(
  server: Server,
  where: { readonly host: string; readonly port: number } | { readonly path: string },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(
    'path' in where ? where : { ...where, ...(where.host === '::' && { ipv6Only: false }) },
    resolve,
  )
  await promise
  server.off('error', reject)
}

async function closeOnAbort(server: Server, { log, signal }: ListenOptions): Promise<void> {
  const sockets = new Set<Socket>()
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
  }
  server.on('error', (error) => log.error('listener failed', { error }))
  await aborted(signal)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  for (const socket of sockets) socket.destroy()
  await promise
}
