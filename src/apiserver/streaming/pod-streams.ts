// exec, attach, port-forward and logs of a pod: looks up where it runs, asks that kubelet, joins the two connections. The
// caller has been authenticated and authorised already; its credentials go no further.
import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import type { Node } from '../../api/core/node/node.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Logger } from '../../base/log.ts'
import { joinUpgraded, requestUpgrade, splice, type UpgradeAnswer } from '../../client/node/upgrade.ts'
import type { HttpResponse } from '../../machinery/http.ts'
import { badRequest, statusFailure } from '../../machinery/status-error.ts'
import { chooseProtocol, commandProtocols } from './channel-protocol.ts'
import { bridgeCommand } from './command-bridge.ts'
import { type KubeletPlace, type KubeletTls, kubeletGet, kubeletPlace } from './kubelet-connection.ts'
import { commandRequest, logPath, portForwardPath, type StreamKind } from './pod-options.ts'

export interface PodStreamsOptions {
  /** Throws NotFound. */
  readonly pod: (namespace: string, name: string) => Pod | Promise<Pod>
  readonly node: (name: string) => Node | Promise<Node>
  readonly tls: KubeletTls
  /** Where the cluster's only machine has no other address. */
  readonly allowLoopback?: boolean
  readonly log: Logger
}

export interface StreamRequest {
  readonly kind: StreamKind
  readonly namespace: string
  readonly name: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The client's socket and what it sent behind its request. */
  readonly socket: Duplex
  readonly head: Buffer
  readonly signal: AbortSignal
}

export interface PodStreams {
  /** Answers an upgrade. Throws StatusError as long as nothing has been written to the socket. */
  connect(request: StreamRequest): Promise<void>
  log(ref: {
    readonly namespace: string
    readonly name: string
    readonly query: URLSearchParams
    readonly signal: AbortSignal
  }): Promise<HttpResponse>
}

/** Port-forward by WebSocket is SPDY in binary messages. */
const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io'
const backendProtocols = { command: 'v4.channel.k8s.io', portforward: 'portforward.k8s.io' } as const
const maxMessage = 32 << 20

export function createPodStreams(options: PodStreamsOptions): PodStreams {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessage,
    perMessageDeflate: false,
    handleProtocols: (offered) => chooseProtocol(offered, [...commandProtocols, tunnelProtocol]) ?? false,
  })
  const locate = async (namespace: string, name: string) => {
    const pod = await options.pod(namespace, name)
    const { nodeName } = pod.spec
    if (nodeName === undefined || nodeName === '')
      throw badRequest(`pod ${name} does not have a host assigned`)
    const { allowLoopback = false } = options
    return { pod, place: kubeletPlace(await options.node(nodeName), { allowLoopback }) }
  }
  return {
    async connect(request) {
      const { pod, place } = await locate(request.namespace, request.name)
      const wish = (request.headers.upgrade ?? '').toLowerCase()
      const target = { place, tls: options.tls, signal: request.signal }
      if (wish === 'websocket') return connectWebSocket(request, pod, { target, sockets })
      if (wish === 'spdy/3.1') return connectSpdy(request, pod, target)
      throw badRequest('Upgrade request required')
    },
    async log({ namespace, name, query, signal }) {
      const { pod, place } = await locate(namespace, name)
      return kubeletGet(place, logPath(pod, query), { tls: options.tls, signal })
    },
  }
}

interface Target {
  readonly place: KubeletPlace
  readonly tls: KubeletTls
  readonly signal: AbortSignal
}

type Upgraded = Extract<UpgradeAnswer, { upgraded: true }>

async function openBackend(
  path: string,
  protocols: string | readonly string[],
  { place, tls, signal }: Target,
): Promise<Upgraded> {
  let answer: UpgradeAnswer
  try {
    answer = await requestUpgrade({
      origin: place.origin,
      tls: { ...tls, checkServerIdentity: place.checkServerIdentity },
      signal,
      path,
      method: 'POST',
      headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocols },
    })
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    throw statusFailure(500, 'InternalError', `error dialing backend: ${text}`, { cause })
  }
  if (answer.upgraded) return answer
  const code = answer.status >= 400 && answer.status < 600 ? answer.status : 502
  throw statusFailure(code, code === 404 ? 'NotFound' : 'InternalError', answer.body.toString('utf8').trim())
}

function backendPath(request: StreamRequest, pod: Pod): string {
  if (request.kind === 'portforward') return portForwardPath(pod, request.query)
  return commandRequest(request.kind, pod, request.query).path
}

/** Both sides speak SPDY: the bytes go through as they are. */
async function connectSpdy(request: StreamRequest, pod: Pod, target: Target): Promise<void> {
  const offered = request.headers['x-stream-protocol-version']
  const protocols =
    offered ?? (request.kind === 'portforward' ? backendProtocols.portforward : backendProtocols.command)
  const backend = await openBackend(backendPath(request, pod), protocols, target)
  const answer = {
    connection: 'Upgrade',
    upgrade: 'SPDY/3.1',
    'x-stream-protocol-version': backend.headers['x-stream-protocol-version'],
  }
  await joinUpgraded(request, { socket: backend.socket, head: backend.head, answer })
}

/** What a handshake must have, looked at before anything is asked of the kubelet. */
function checkHandshake({ headers }: StreamRequest): void {
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version } = headers
  if (!/^[+/0-9A-Za-z]{22}==$/.test(key) || version !== '13')
    throw badRequest('unable to upgrade: not a WebSocket handshake')
}

async function connectWebSocket(
  request: StreamRequest,
  pod: Pod,
  { target, sockets }: { readonly target: Target; readonly sockets: WebSocketServer },
): Promise<void> {
  checkHandshake(request)
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim())
  if (request.kind === 'portforward') {
    if (!offered.includes(tunnelProtocol))
      throw badRequest(`unable to upgrade: none of the protocols ${JSON.stringify(offered)} is supported`)
    const backend = await openBackend(backendPath(request, pod), backendProtocols.portforward, target)
    const webSocket = await accept(request, sockets, backend)
    if (backend.head.length > 0) webSocket.send(backend.head)
    await splice(createWebSocketStream(webSocket), backend.socket, request.signal)
    return
  }
  const protocol = chooseProtocol(offered, commandProtocols)
  if (protocol === undefined)
    throw badRequest(`unable to upgrade: none of the protocols ${JSON.stringify(offered)} is supported`)
  const { streams, path } = commandRequest(request.kind, pod, request.query)
  const backend = await openBackend(path, backendProtocols.command, target)
  const webSocket = await accept(request, sockets, backend)
  await bridgeCommand({ webSocket, protocol, backend, streams, signal: request.signal })
}

/** Completes the handshake. Where it fails the backend's connection must not stay open with nobody at the other end. */
function accept(request: StreamRequest, sockets: WebSocketServer, backend: Upgraded): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>()
  const message = { method: 'GET', headers: request.headers, socket: request.socket, url: '/' }
  request.socket.once('close', () => {
    backend.socket.destroy()
    reject(badRequest('the client did not finish its handshake'))
  })
  sockets.handleUpgrade(message as never, request.socket, request.head, resolve)
  return promise
}
