// The kubelet's HTTPS server: logs, ways into containers, and numbers. Every request is authenticated and authorised;
// there is no read-only port. Upstream: pkg/kubelet/server/server.go.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { aborted } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Client } from '../../client/client.ts'
import { refuseUpgrade } from '../../client/node/upgrade.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { serveContainerLog } from './container-log.ts'
import type { KubeletState } from './kubelet-state.ts'
import { type Access, attributesOf, createAccess } from './server-access.ts'
import { ServerError } from './server-error.ts'
import { openStream } from './stream-proxy.ts'

export interface KubeletServerOptions {
  readonly state: KubeletState
  readonly cri: CriClient
  /** For token and access reviews. */
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
  readonly nodeName: string
  readonly address?: string
  /** 10250 where absent. */
  readonly port?: number
  readonly tls: { readonly cert: string; readonly key: string; readonly clientCa: string }
  readonly signal: AbortSignal
  readonly onListening?: (port: number) => void
}

export const defaultPort = 10_250
const headersTimeoutMs = 10_000

/** Serves until the signal aborts. */
export async function runKubeletServer(options: KubeletServerOptions): Promise<void> {
  const { tls, signal, clock, client, nodeName } = options
  const access = createAccess({ client, clock, nodeName })
  const server = createServer({
    cert: tls.cert,
    key: tls.key,
    ca: tls.clientCa,
    requestCert: true,
    // Callers without a certificate may come with a token.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    headersTimeout: headersTimeoutMs,
    maxHeaderSize: 64 * 1024,
  })
  server.on('request', (request, response) => void answer({ ...options, access }, request, response))
  server.on(
    'upgrade',
    (request, socket, head) => void upgrade({ ...options, access }, { request, socket, head }),
  )
  try {
    await listen(server, options)
    await aborted(signal)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

async function listen(server: Server, options: KubeletServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ host: options.address ?? '0.0.0.0', port: options.port ?? defaultPort }, resolve)
  await promise
  server.on('error', (error) => options.log.error('kubelet server failed', { error }))
  const bound = server.address()
  options.onListening?.(typeof bound === 'object' && bound !== null ? bound.port : 0)
}

type Context = KubeletServerOptions & { readonly access: Access }

interface Route {
  readonly path: string
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

function routeOf(request: IncomingMessage): Route {
  const target = request.url ?? '/'
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent)
    return { path, segments, query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)) }
  } catch {
    throw new ServerError(400, 'the path cannot be decoded')
  }
}

/** Throws ServerError unless the caller is known and may do this. */
async function admit(context: Context, request: IncomingMessage, route: Route): Promise<void> {
  const { access, signal, nodeName } = context
  const caller = await access.authenticate(request.socket as TLSSocket, request.headers.authorization, signal)
  if (caller === undefined) throw new ServerError(401, 'Unauthorized')
  const attributes = attributesOf(request.method ?? 'GET', `/${route.segments.join('/')}`)
  if (!(await access.authorize(caller, attributes, signal))) {
    const { verb, subresource } = attributes
    throw new ServerError(
      403,
      `Forbidden (user=${caller.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresource}], node=${nodeName})`,
    )
  }
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const stop = new AbortController()
  response.on('close', () => stop.abort(new Error('the client has gone')))
  const signal = AbortSignal.any([context.signal, stop.signal])
  try {
    const route = routeOf(request)
    await admit(context, request, route)
    await dispatch({ ...context, signal }, route, response)
  } catch (error) {
    if (signal.aborted) {
      response.destroy()
      return
    }
    const { status, message } = faultOf(context, error)
    if (response.headersSent) response.destroy()
    else response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`)
  }
}

function faultOf(context: Context, error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof ServerError) return { status: error.status, message: error.message }
  context.log.warn('kubelet server request failed', { error })
  return { status: 500, message: error instanceof Error ? error.message : String(error) }
}

async function dispatch(context: Context, route: Route, response: ServerResponse): Promise<void> {
  const { state, signal } = context
  const [head, ...rest] = route.segments
  const json = (body: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const text = (body: string) =>
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(body)
  if (head === 'containerLogs' && rest.length === 3)
    return serveContainerLog(context, { ...route, rest, response })
  if (route.path === '/healthz') text('ok')
  else if (route.path === '/pods')
    json({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: state.pods() })
  else if (route.path === '/stats/summary') json(await state.statsSummary(signal))
  else if (route.path === '/metrics/resource') text(await state.resourceMetrics(signal))
  else if (route.path === '/metrics')
    text(`# TYPE kubelet_running_pods gauge\nkubelet_running_pods ${state.pods().length}\n`)
  else throw new ServerError(404, '404 page not found')
}

async function upgrade(
  context: Context,
  connection: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
): Promise<void> {
  const { request, socket } = connection
  socket.on('error', () => socket.destroy())
  try {
    const route = routeOf(request)
    await admit(context, request, route)
    await openStream(context, { ...connection, segments: route.segments, query: route.query })
  } catch (error) {
    const { status, message } = faultOf(context, error)
    refuseUpgrade(socket, status, { contentType: 'text/plain; charset=utf-8', body: message })
  }
}
