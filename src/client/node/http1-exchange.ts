// Requests over HTTP/1.1 with connections kept alive: unix sockets, plain HTTP, and TLS servers without HTTP/2.
import type { Agent as HttpAgent, IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import { abortReason, onAbort } from '../../base/abort.ts'
import { request as httpRequest, Agent as PlainAgent } from '../../base/node/http.ts'
import type { HttpRequest, HttpResponse } from '../../machinery/http.ts'
import { responseBody } from './response-body.ts'
import { transportFailure } from './transport-failure.ts'

export type Http1Target =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number; readonly tls?: ConnectionOptions }

export class Http1Exchange {
  readonly #target: Http1Target
  readonly #agent: HttpAgent | HttpsAgent

  constructor(target: Http1Target) {
    this.#target = target
    const secure = 'tls' in target && target.tls !== undefined
    this.#agent = secure
      ? new HttpsAgent({ ...target.tls, keepAlive: true, ALPNProtocols: ['http/1.1'] })
      : new PlainAgent({ keepAlive: true })
  }

  async send(request: HttpRequest, what: string): Promise<HttpResponse> {
    const { signal } = request
    signal.throwIfAborted()
    const message = await this.#exchange(request, what)
    const body = responseBody(message, { what, signal })
    return { status: message.statusCode ?? 0, headers: plainHeaders(message.headers), body }
  }

  #exchange(request: HttpRequest, what: string): Promise<IncomingMessage> {
    const { method, target, headers, body, signal } = request
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const send = this.#agent instanceof HttpsAgent ? httpsRequest : httpRequest
    const sent = send({
      ...connectTo(this.#target),
      agent: this.#agent,
      method,
      path: target,
      headers: withLength(headers, body),
    })
    const abort = onAbort(signal, () => sent.destroy(abortReason(signal)))
    sent.on('close', () => abort[Symbol.dispose]())
    sent.on('response', resolve)
    sent.on('error', (error) => reject(signal.aborted ? abortReason(signal) : transportFailure(what, error)))
    sent.end(body)
    return promise
  }

  close(): void {
    this.#agent.destroy()
  }
}

function connectTo(target: Http1Target) {
  return 'socketPath' in target ? { socketPath: target.socketPath } : { host: target.host, port: target.port }
}

function withLength(
  headers: HttpRequest['headers'],
  body: HttpRequest['body'],
): Record<string, string | number> {
  return body === undefined ? { ...headers } : { ...headers, 'content-length': Buffer.byteLength(body) }
}

/** Repeated headers joined; HTTP/2's pseudo headers left out. */
export function plainHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(':')) continue
    plain[name] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return plain
}
