// Connections that leave HTTP: asking a backend for an upgrade, and joining two sockets once it has agreed. Bytes are
// spliced only after a 101 (CVE-2018-1002105); redirects are never followed (CVE-2018-1002102).
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import type { PeerCertificate } from 'node:tls'
import { onAbort } from '../../base/abort.ts'
import { request as httpRequest } from '../../base/node/http.ts'

export interface UpgradeTarget {
  /** http: or https:, with host and port. */
  readonly origin: string
  /** Raw path with query. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** For https: whom to trust, and who we are. */
  readonly tls?: {
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly servername?: string
    /** Takes any certificate. */
    readonly insecure?: boolean
    /** Looks at the peer's certificate in place of the usual check of its names. */
    checkServerIdentity?(host: string, certificate: PeerCertificate): Error | undefined
  }
  readonly signal: AbortSignal
}

export type UpgradeAnswer =
  | {
      readonly upgraded: true
      readonly headers: IncomingMessage['headers']
      readonly socket: Duplex
      readonly head: Buffer
    }
  /** The backend answered in HTTP after all. */
  | {
      readonly upgraded: false
      readonly status: number
      readonly headers: IncomingMessage['headers']
      readonly body: Buffer
    }

const maxErrorBody = 64 * 1024

/** Rejects when the backend cannot be reached. */
export function requestUpgrade(target: UpgradeTarget): Promise<UpgradeAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<UpgradeAnswer>()
  const url = new URL(target.origin)
  const secure = url.protocol === 'https:'
  const request = (secure ? httpsRequest : httpRequest)({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: target.path,
    method: target.method,
    headers: { ...target.headers, 'content-length': '0' } as Record<string, string>,
    agent: false,
    ...(secure &&
      target.tls !== undefined && { ...target.tls, rejectUnauthorized: target.tls.insecure !== true }),
  })
  const stop = onAbort(target.signal, () => request.destroy(new Error('stopped')))
  request.on('error', (error) => {
    stop[Symbol.dispose]()
    reject(error)
  })
  request.on('upgrade', (response, socket, head) => {
    stop[Symbol.dispose]()
    resolve({ upgraded: true, headers: response.headers, socket, head })
  })
  request.on('response', (response) => {
    void readShort(response).then((body) => {
      stop[Symbol.dispose]()
      resolve({ upgraded: false, status: response.statusCode ?? 502, headers: response.headers, body })
      request.destroy()
    }, reject)
  })
  request.end()
  return promise
}

async function readShort(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxErrorBody) break
  }
  return Buffer.concat(chunks).subarray(0, maxErrorBody)
}

/** Joins two sockets until both directions have ended, one breaks, or the signal aborts. */
export function splice(a: Duplex, b: Duplex, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = () => {
    a.destroy()
    b.destroy()
    resolve()
  }
  const stop = onAbort(signal, end)
  let closed = 0
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.on('error', end)
    from.on('close', () => {
      // What was read from the one that is gone may still have to be written to the other.
      if (++closed === 2) {
        stop[Symbol.dispose]()
        resolve()
      } else to.end()
    })
    from.pipe(to)
  }
  return promise
}

export type HeadHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** Writes the head of an answer on a socket that asked for an upgrade. */
function writeAnswerHead(socket: Duplex, status: number, headers: HeadHeaders): void {
  const reason = status === 101 ? 'Switching Protocols' : 'Error'
  const lines = Object.entries(headers).flatMap(([name, value]) => {
    const values = typeof value === 'string' ? [value] : (value ?? [])
    return values.map((text) => `${name}: ${text}`)
  })
  socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n`)
}

/** Tells a client that its upgrade was granted and joins it to the backend that did; resolves when one of both has ended. */
export async function joinUpgraded(
  client: { readonly socket: Duplex; readonly head: Uint8Array; readonly signal: AbortSignal },
  backend: { readonly socket: Duplex; readonly head: Uint8Array; readonly answer: HeadHeaders },
): Promise<void> {
  writeAnswerHead(client.socket, 101, backend.answer)
  if (backend.head.length > 0) client.socket.write(backend.head)
  if (client.head.length > 0) backend.socket.write(client.head)
  await splice(client.socket, backend.socket, client.signal)
}

/** A whole HTTP answer on a socket that asked for an upgrade and does not get it; then the socket is closed. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  answer: { readonly contentType: string; readonly body: Uint8Array | string },
): void {
  const body = Buffer.from(answer.body as string)
  const headers = {
    'content-type': answer.contentType,
    'content-length': String(body.length),
    connection: 'close',
  }
  writeAnswerHead(socket, status, headers)
  socket.end(body)
}
