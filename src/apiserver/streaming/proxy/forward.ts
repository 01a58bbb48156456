// Passes one request on to a backend and its answer back; an upgrade is spliced only after the backend's 101
// (CVE-2018-1002105). Redirects are never followed. Upstream: apimachinery pkg/util/proxy/upgradeaware.go.
// Differs: a request's body is read whole before it goes on, within the size that holds for all bodies, and links in pages are
// not rewritten.
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { PeerCertificate } from 'node:tls'
import { onAbort } from '../../../base/abort.ts'
import { request as httpRequest } from '../../../base/node/http.ts'
import { joinUpgraded, refuseUpgrade, requestUpgrade } from '../../../client/node/upgrade.ts'
import { statusFailure } from '../../../machinery/status-error.ts'
import type { UpgradeConnection } from '../../connect.ts'
import { type ApiRequest, bodyOf } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { text } from '../../request/respond.ts'
import { answeredHeaders, proxiedHeaders, rewrittenLocation } from './proxy-headers.ts'
import type { ProxyTarget } from './proxy-target.ts'

/** For https: whom to trust and who we are; without it any certificate will do, as upstream's proxies have it. */
export interface BackendTls {
  readonly ca: string
  readonly cert: string
  readonly key: string
  checkServerIdentity(host: string, certificate: PeerCertificate): Error | undefined
}

export interface Backend {
  readonly target: ProxyTarget
  readonly tls?: BackendTls
  /** The path at the caller's side that stands for the backend's root. */
  readonly prefix: string
  /** Path and query at the backend. */
  readonly path: string
}

function originOf({ scheme, host, port }: ProxyTarget): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

export async function forward(request: ApiRequest, backend: Backend): Promise<ServerResponse> {
  let response: IncomingMessage
  try {
    response = await send(request, backend)
  } catch (error) {
    return unreachable(error)
  }
  const headers = answeredHeaders(response.headers)
  const status = response.statusCode ?? 502
  if (headers.location !== undefined) {
    const { prefix, path } = backend
    const location = rewrittenLocation(headers.location, { origin: originOf(backend.target), path, prefix })
    if (location === undefined) {
      response.destroy()
      throw statusFailure(502, 'InternalError', 'the backend redirects elsewhere, which is not followed')
    }
    headers.location = location
  }
  if (request.http.method === 'HEAD' || status === 204 || status === 304) {
    response.resume()
    return { status, headers, body: new Uint8Array() }
  }
  delete headers['content-length']
  return { status, headers, body: response, mayStall: true }
}

/** Upstream's proxy answers by itself, in plain text. */
function unreachable(error: unknown): ServerResponse {
  const why = error instanceof Error ? error.message : String(error)
  return text(`error trying to reach service: ${why}`, 503)
}

async function send(request: ApiRequest, backend: Backend): Promise<IncomingMessage> {
  const { http, signal } = request
  const hasBody = http.method !== 'GET' && http.method !== 'HEAD'
  const body = hasBody ? await bodyOf(request) : undefined
  const { target, tls, path, prefix } = backend
  const length = body === undefined ? {} : { 'content-length': String(body.length) }
  const options: RequestOptions & { rejectUnauthorized?: boolean } = {
    host: target.host,
    port: target.port,
    method: http.method,
    path,
    headers: { ...proxiedHeaders(request, prefix), ...length } as Record<string, string>,
    agent: false,
    ...(target.scheme === 'https' && (tls ?? { rejectUnauthorized: false })),
  }
  return exchange((target.scheme === 'https' ? httpsRequest : httpRequest)(options), { body, signal })
}

function exchange(
  call: ClientRequest,
  { body, signal }: { readonly body: Uint8Array | undefined; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const stop = onAbort(signal, () => call.destroy(new Error('stopped')))
  call.on('error', reject)
  call.on('close', () => stop[Symbol.dispose]())
  call.on('response', resolve)
  call.on('upgrade', (_response, socket) => {
    socket.destroy()
    reject(new Error('the backend changed protocols without being asked'))
  })
  call.end(body)
  return promise
}

/** Joins the two connections where the backend agrees; else its answer is told and the connection closed. */
export async function forwardUpgrade(
  request: ApiRequest,
  { socket, head }: UpgradeConnection,
  backend: Backend,
): Promise<void> {
  const { http, signal } = request
  const { target, tls, path, prefix } = backend
  const headers = {
    ...proxiedHeaders(request, prefix),
    connection: 'Upgrade',
    upgrade: http.headers.upgrade ?? '',
  }
  const trust = target.scheme === 'https' ? { tls: tls ?? anyCertificate } : {}
  const asked = { origin: originOf(target), path, method: http.method, headers, signal, ...trust }
  let answer: Awaited<ReturnType<typeof requestUpgrade>>
  try {
    answer = await requestUpgrade(asked)
  } catch (error) {
    const { status, body } = unreachable(error)
    refuseUpgrade(socket, status, { contentType: 'text/plain', body: body as Uint8Array })
    return
  }
  if (!answer.upgraded) {
    const redirects = answer.status >= 300 && answer.status < 400
    refuseUpgrade(socket, redirects ? 502 : answer.status, {
      contentType: answer.headers['content-type'] ?? 'text/plain',
      body: redirects ? 'the backend redirects, which is not followed\n' : answer.body,
    })
    return
  }
  const granted = {
    ...answeredHeaders(answer.headers),
    connection: 'Upgrade',
    upgrade: answer.headers.upgrade,
  }
  await joinUpgraded({ socket, head, signal }, { socket: answer.socket, head: answer.head, answer: granted })
}

const anyCertificate = { insecure: true } as const
