// An API server in this process behind real TLS on loopback, with certificates of its own authority, and raw connections to
// it: what goes over the wire is what the test wrote.
import { connect, type TLSSocket } from 'node:tls'
import { kinds as servedKinds } from '../../src/api/kinds.ts'
import { type ListenLimits, listenTls } from '../../src/apiserver/http/listeners.ts'
import { createApiServer } from '../../src/apiserver/server.ts'
import { connectPods } from '../../src/apiserver/streaming/connect-pods.ts'
import { createLogger, type LogRecord } from '../../src/base/log.ts'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { systemRng as rng } from '../../src/base/node/system-rng.ts'
import { TaskGroup } from '../../src/base/task-group.ts'
import {
  type CertificateRequest,
  createAuthority,
  issue,
  type KeyPair,
} from '../../src/cluster/pki/authority.ts'
import type { HttpHandler } from '../../src/machinery/http.ts'
import type { Kind } from '../../src/machinery/kind.ts'
import { createMemoryStore } from '../../src/store/memory/memory-store.ts'
import { adminToken } from '../../src/testing/cluster.ts'
import { type Send, senderOf } from './security-client.ts'

export interface TlsServer extends AsyncDisposable {
  readonly port: number
  readonly ca: string
  readonly authority: KeyPair
  /** What was logged, at every level. */
  readonly logs: readonly LogRecord[]
  issue(request: Omit<CertificateRequest, 'days'>): Promise<KeyPair>
  handler(): HttpHandler
  /** In process, as admin or the bearer of a token. */
  send(token?: string): Send
  /** A raw connection. */
  open(options?: { readonly alpn?: string; readonly cert?: KeyPair }): Promise<RawConnection>
}

export interface RawConnection {
  readonly socket: TLSSocket
  /** All that has come so far. */
  readonly received: () => string
  readonly closed: Promise<void>
  write(text: string | Uint8Array): void
  /** Resolves when what has come matches; rejects when the connection closes first. */
  until(form: RegExp): Promise<string>
}

export interface TlsServerOptions {
  readonly tokens?: readonly {
    readonly token: string
    readonly user: string
    readonly groups: readonly string[]
  }[]
  readonly limits?: ListenLimits
  readonly kinds?: readonly Kind[]
}

export async function startTlsServer({
  tokens = [],
  limits,
  kinds = servedKinds,
}: TlsServerOptions = {}): Promise<TlsServer> {
  const authority = await createAuthority('test-ca', { clock, rng })
  const issueFor = async (request: Omit<CertificateRequest, 'days'>) =>
    issue(authority, { ...request, days: 1 }, { clock, rng })
  const tls = await issueFor({ commonName: 'kube-apiserver', usage: 'server', ips: ['127.0.0.1'] })
  const client = await issueFor({
    commonName: 'kube-apiserver-kubelet-client',
    organizations: ['system:masters'],
    usage: 'client',
  })
  const logs: LogRecord[] = []
  const log = createLogger({ level: 'debug', write: (record) => logs.push(record) })
  const store = createMemoryStore({ clock })
  const server = createApiServer({
    store,
    kinds,
    clock,
    rng,
    log,
    tokens: [{ token: adminToken, user: 'admin', groups: ['system:masters'] }, ...tokens],
    disabledAdmission: ['ServiceAccount', 'TaintNodesByCondition', 'Priority'],
    connect: connectPods({ tls: { ca: authority.cert, ...client }, allowLoopback: true, log }),
  })
  const group = new TaskGroup({ signal: new AbortController().signal })
  group.spawn((signal) => server.run(signal))
  const listening = await listenTls({
    pipeline: server.pipeline,
    log,
    signal: group.signal,
    address: '127.0.0.1',
    port: 0,
    tls: { ...tls, clientCa: authority.cert },
    ...(limits && { limits }),
  })
  group.spawn(() => listening.closed)
  await server.ready
  const { port } = listening
  return {
    port,
    ca: authority.cert,
    authority,
    logs,
    issue: issueFor,
    handler: () => server.handle(),
    send: (token = adminToken) => senderOf(server.handle(), token),
    open: (options) => openRaw({ port, ca: authority.cert, ...options }),
    async [Symbol.asyncDispose]() {
      group.stop()
      await group.wait()
      await store.close()
    },
  }
}

async function openRaw(options: {
  readonly port: number
  readonly ca: string
  readonly alpn?: string
  readonly cert?: KeyPair
}): Promise<RawConnection> {
  const { port, ca, alpn = 'http/1.1', cert } = options
  const socket = connect({ host: '127.0.0.1', port, ca, ALPNProtocols: [alpn], ...cert })
  const ready = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  let text = ''
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const look of waiting) look()
  }
  let ended = false
  socket.once('secureConnect', ready.resolve)
  socket.on('error', ready.reject)
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    wake()
  })
  socket.once('close', () => {
    ended = true
    closed.resolve()
    wake()
  })
  await ready.promise
  return {
    socket,
    received: () => text,
    closed: closed.promise,
    write: (bytes) => void socket.write(bytes),
    until(form) {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const look = () => {
        if (form.test(text)) resolve(text)
        else if (ended) reject(new Error(`closed without ${form}: ${text.slice(0, 500)}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
      return promise
    },
  }
}
