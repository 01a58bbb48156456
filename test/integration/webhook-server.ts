// A real HTTPS server on loopback with a certificate made for it, as webhooks and aggregated API servers are.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { systemRng as rng } from '../../src/base/node/system-rng.ts'
import { createAuthority, issue, type KeyPair } from '../../src/cluster/pki/authority.ts'

export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Of the client certificate, '' without one. */
  readonly clientName: string
  readonly remotePort: number
}

export type Answer = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>

export interface BackendServer extends AsyncDisposable {
  readonly port: number
  /** `https://127.0.0.1:port` */
  readonly url: string
  /** PEM of the authority that signed its certificate. */
  readonly ca: string
  readonly caBundle: string
  readonly received: readonly ReceivedRequest[]
  answer: Answer
}

let authorityMade: KeyPair | undefined

export function testAuthority(): KeyPair {
  authorityMade ??= createAuthority('backend-ca', { clock, rng })
  return authorityMade
}

export interface BackendOptions {
  readonly dnsNames?: readonly string[]
  readonly plain?: boolean
  /** Asks for client certificates of this authority. */
  readonly clientCa?: string
  readonly onUpgrade?: (request: IncomingMessage, socket: Socket, head: Buffer) => void
}

export async function startBackend(answer: Answer, options: BackendOptions = {}): Promise<BackendServer> {
  const { dnsNames = ['backend.default.svc'], plain = false, clientCa, onUpgrade } = options
  const authority = testAuthority()
  const request = { commonName: 'backend', usage: 'server', dnsNames, ips: ['127.0.0.1'], days: 1 } as const
  const { cert, key } = await issue(authority, request, { clock, rng })
  const received: ReceivedRequest[] = []
  const state = { answer }
  const listener = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
    const seen = describe(incoming, Buffer.concat(chunks).toString('utf8'))
    received.push(seen)
    await state.answer(seen, response)
  }
  const tls: ServerOptions = {
    cert,
    key,
    ...(clientCa !== undefined && { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
  }
  const handler = (incoming: IncomingMessage, response: ServerResponse) =>
    void listener(incoming, response).catch(() => response.destroy())
  const server = plain ? createServer(handler) : createHttpsServer(tls, handler)
  if (onUpgrade !== undefined) server.on('upgrade', onUpgrade)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `https://127.0.0.1:${port}`,
    ca: authority.cert,
    caBundle: Buffer.from(authority.cert).toString('base64'),
    received,
    get answer() {
      return state.answer
    },
    set answer(next: Answer) {
      state.answer = next
    },
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}

function describe(incoming: IncomingMessage, body: string): ReceivedRequest {
  const { subject } = (incoming.socket as TLSSocket).getPeerCertificate?.() ?? {}
  const name = subject?.CN
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers,
    body,
    clientName: typeof name === 'string' ? name : '',
    remotePort: incoming.socket.remotePort ?? 0,
  }
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
