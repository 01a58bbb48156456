// One request and its answer over an HttpHandler: headers, bodies, errors as StatusError, and waiting where the server
// says Retry-After. Only reads wait and repeat; a write is sent once.
import { type Clock, sleep } from '../base/clock.ts'
import type { HttpHandler, HttpResponse } from '../machinery/http.ts'
import { type Status, StatusError, statusFailure } from '../machinery/status-error.ts'
import { joinBytes } from './json-lines.ts'
import { TransportError } from './transport-error.ts'

export interface ExchangeOptions {
  readonly handler: HttpHandler
  readonly clock: Clock
  /** Sent with every request; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The bearer token, asked for at every request, so that it may change. */
  readonly token?: (() => string | undefined) | undefined
}

export interface Call {
  readonly method: string
  readonly target: string
  readonly body?: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

// Upstream: client-go rest/request.go: maxRetries.
const maxRetries = 10
const maxErrorBytes = 1 << 20
const maxBodyBytes = 1 << 30

/** Sends the call; resolves with a 2xx answer whose body is still to be read. */
export async function exchange(call: Call, options: ExchangeOptions): Promise<HttpResponse> {
  for (let retries = 0; ; retries++) {
    const response = await options.handler(requestOf(call, options))
    if (response.status >= 200 && response.status < 300) return response
    const error = await errorOf(response)
    const waitMs = retryAfterMs(response)
    if (waitMs === undefined || call.method !== 'GET' || retries >= maxRetries) throw error
    await sleep(options.clock, waitMs, { signal: call.signal })
  }
}

function requestOf(call: Call, options: ExchangeOptions) {
  const { method, target, body, signal } = call
  const token = options.token?.()
  const sent = body === undefined ? undefined : encodeBody(body)
  return {
    method,
    target,
    headers: {
      accept: 'application/json',
      ...options.headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(sent !== undefined && { 'content-type': call.contentType ?? 'application/json' }),
      ...call.headers,
    },
    ...(sent !== undefined && { body: sent }),
    signal,
  }
}

/** Text and bytes go as they are, anything else as JSON. */
function encodeBody(body: unknown): string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
}

/** The whole body of an answer. */
export async function readBody(response: HttpResponse, maxBytes = maxBodyBytes): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body) {
    size += piece.length
    if (size > maxBytes) throw new TransportError('protocol', `the answer is larger than ${maxBytes} bytes`)
    pieces.push(piece)
  }
  return joinBytes(pieces, size)
}

/** Upstream: client-go rest/with_retry.go checkWait: 429 and 5xx that carry the header. */
function retryAfterMs(response: HttpResponse): number | undefined {
  const header = response.headers['retry-after']
  if (header === undefined || (response.status !== 429 && response.status < 500)) return undefined
  return /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined
}

// Upstream: apimachinery pkg/api/errors/errors.go NewGenericServerResponse.
const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

async function errorOf(response: HttpResponse): Promise<StatusError> {
  const text = new TextDecoder().decode(await readBody(response, maxErrorBytes))
  const retry = retryAfterMs(response)
  const status = statusOf(text)
  if (status !== undefined) return new StatusError(retry === undefined ? status : withRetry(status, retry))
  const message = text.trim() === '' ? `the server answered ${response.status}` : text.trim()
  return statusFailure(response.status, reasons[response.status] ?? '', message, {
    ...(retry !== undefined && { details: { retryAfterSeconds: retry / 1000 } }),
  })
}

function withRetry(status: Status, waitMs: number): Status {
  return { ...status, details: { retryAfterSeconds: waitMs / 1000, ...status.details } }
}

/** The Status in a body, if it is one. */
function statusOf(text: string): Status | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value = JSON.parse(text) as Partial<Status>
    return value.kind === 'Status' && typeof value.code === 'number' ? (value as Status) : undefined
  } catch {
    return undefined
  }
}
