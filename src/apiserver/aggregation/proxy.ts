// Passes requests on to the servers behind API services, as the front proxy: they learn who asks from us, and answer for
// themselves. Upstream: kube-aggregator pkg/apiserver/handler_proxy.go.
// Differs: a request's body is read whole before it goes on, within the size that holds for all bodies.
import { isAvailable } from '../../api/apiregistration/api-service/api-service.conditions.ts'
import { joinUpgraded, refuseUpgrade } from '../../client/node/upgrade.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { ConnectHandler, UpgradeConnection } from '../connect.ts'
import { readBounded } from '../outbound/call-webhook.ts'
import type { Outbound, OutboundAnswer, PeerTls } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import { type ApiRequest, bodyOf } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import type { Headers } from '../request/passed-headers.ts'
import { text } from '../request/respond.ts'
import { answeredHeaders, forwardedHeaders } from './forwarded-headers.ts'
import { peerOfService, type RemoteService } from './remote-services.ts'

export interface ProxyContext {
  readonly outbound: Outbound
  /** Certificate and key of the front proxy. */
  readonly client: PeerTls
}

const noRedirect = 'the backend attempted to redirect this request, which is not permitted'
const unavailable = 'service unavailable'
const maxRefusal = 64 * 1024
const bodiless: ReadonlySet<number> = new Set([204, 304])

/** Answers for one API service, whatever the path. */
export interface ProxyHandler extends ConnectHandler {
  handle(request: ApiRequest): Promise<ServerResponse>
}

export function proxyHandler(service: RemoteService, context: ProxyContext): ProxyHandler {
  return {
    handle: (request) => proxied(request, service, context),
    upgrade: (request, connection) => upgraded(request, connection, { service, context }),
  }
}

async function proxied(
  request: ApiRequest,
  service: RemoteService,
  context: ProxyContext,
): Promise<ServerResponse> {
  const answer = await forward(request, service, { context, upgrade: {} })
  if ('body' in answer) return answer
  if (answer.upgraded) {
    answer.socket.destroy()
    return failure('the backend changed protocols without being asked')
  }
  const { response } = answer
  const status = response.statusCode ?? 502
  if (isRedirect(status)) {
    response.destroy()
    return failure(noRedirect)
  }
  const headers = answeredHeaders(response.headers)
  if (request.http.method !== 'HEAD' && !bodiless.has(status)) return { status, headers, body: response }
  // Nobody reads what is not there, and the connection would wait for it.
  response.resume()
  return { status, headers, body: Buffer.alloc(0) }
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304
}

/** Every fault on the way is a plain text, as upstream's proxy has it. */
function failure(why: string): ServerResponse {
  return text(`${why}\n`, 503)
}

interface Forwarding {
  readonly context: ProxyContext
  /** Headers that ask for another protocol. */
  readonly upgrade: Headers
}

async function forward(
  request: ApiRequest,
  service: RemoteService,
  { context, upgrade }: Forwarding,
): Promise<OutboundAnswer | ServerResponse> {
  const { http, user, signal } = request
  if (!isAvailable(service.object)) return failure(unavailable)
  const peer = peerOfService(service, context.client)
  const hasBody = http.method !== 'GET' && http.method !== 'HEAD'
  const body = hasBody ? await bodyOf(request) : undefined
  const headers = { ...forwardedHeaders(http, user), ...upgrade }
  const length = body === undefined ? {} : { 'content-length': String(body.length) }
  const sent = {
    method: http.method,
    path: http.target,
    headers: { ...headers, ...length },
    mayRepeat: !hasBody,
    signal,
  }
  try {
    return await context.outbound.send(peer, body === undefined ? sent : { ...sent, body })
  } catch (error) {
    if (error instanceof StatusError) return failure(unavailable)
    if (!(error instanceof OutboundError)) throw error
    return failure(
      error.code === 'unresolved' ? unavailable : `error trying to reach service: ${error.message}`,
    )
  }
}

async function upgraded(
  request: ApiRequest,
  { socket, head }: UpgradeConnection,
  { service, context }: { readonly service: RemoteService; readonly context: ProxyContext },
): Promise<void> {
  const upgrade = { connection: 'Upgrade', upgrade: request.http.headers.upgrade ?? '' }
  const answer = await forward(request, service, { context, upgrade })
  if ('body' in answer) {
    refuseUpgrade(socket, answer.status, { contentType: 'text/plain', body: answer.body as Uint8Array })
    return
  }
  if (!answer.upgraded) {
    // Bytes are joined only after a 101 (CVE-2018-1002105): this connection carries nothing more.
    const { response } = answer
    const status = response.statusCode ?? 502
    const body = isRedirect(status) ? `${noRedirect}\n` : await readBounded(response, maxRefusal)
    response.destroy()
    const contentType = response.headers['content-type'] ?? 'text/plain'
    refuseUpgrade(socket, isRedirect(status) ? 503 : status, { contentType, body })
    return
  }
  const granted = {
    ...answeredHeaders(answer.headers),
    connection: 'Upgrade',
    upgrade: answer.headers.upgrade,
  }
  await joinUpgraded(
    { socket, head, signal: request.signal },
    { socket: answer.socket, head: answer.head, answer: granted },
  )
}
