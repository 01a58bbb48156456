// The server process: store and API server on this thread; controllers, scheduler and simulated nodes in a worker.
import { listenTls, listenUnix } from '../../apiserver/http/listeners.ts'
import { type ApiServer, type ApiServerOptions, createApiServer } from '../../apiserver/server.ts'
import { connectPods } from '../../apiserver/streaming/connect-pods.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { collectWhenIdle, ownThread } from '../../base/node/idle-collection.ts'
import type { Rng } from '../../base/rng.ts'
import { TaskGroup } from '../../base/task-group.ts'
import { createClient } from '../../client/typed-client.ts'
import { openLmdbStore } from '../../store/lmdb/lmdb-store.ts'
import { createMemoryStore } from '../../store/memory/memory-store.ts'
import { type Store, StoreError } from '../../store/store.ts'
import type { ClusterOptions } from '../cluster-options.ts'
import type { Host } from '../host.ts'
import type { Layout } from '../layout.ts'
import type { ClusterPki } from '../pki/cluster-pki.ts'
import { UserError } from '../user-error.ts'
import { version } from '../version.ts'
import { servedKinds } from './served-kinds.ts'
import { ensureSystemObjects } from './system-objects.ts'
import type { WorkerOptions } from './worker-options.ts'
import type { WorkerThread } from './worker-thread.ts'

export interface RunServerContext {
  readonly layout: Layout
  readonly host: Host
  readonly pki: ClusterPki
  readonly worker: WorkerThread
  readonly signal: AbortSignal
  readonly onReady: () => void
}

/** A range that gives each of 32,768 nodes 256 addresses, for many simulated nodes. */
const widePodCIDR = '10.128.0.0/9'
const narrowLimit = 250

interface Tokens {
  readonly controllers: string
  readonly scheduler: string
  readonly nodes: string
  readonly system: string
}

function makeTokens(rng: Rng): Tokens {
  const token = () => Buffer.from(rng.bytes(32)).toString('base64url')
  return { controllers: token(), scheduler: token(), nodes: token(), system: token() }
}

/** Serves until the signal aborts. Throws UserError where it cannot start for a reason that the user can mend. */
export async function runServer(options: ClusterOptions, context: RunServerContext): Promise<void> {
  const { layout, host, pki, worker, signal, onReady } = context
  const store = await openStore(options, context)
  try {
    const tokens = makeTokens(host.rng)
    const server = await createServer(options, { ...context, store, tokens })
    await using group = new TaskGroup({ signal })
    await listen(server, { options, context: { ...context, signal: group.signal }, pki, group })
    group.spawn((stop) => server.run(stop))
    const thread = ownThread()
    if (thread !== undefined)
      group.spawn((stop) => collectWhenIdle(thread, { clock: host.clock, signal: stop }))
    group.spawn(async (stop) => {
      await server.ready
      onReady()
      const client = createClient({ handler: server.handle(), clock: host.clock, token: () => tokens.system })
      await ensureSystemObjects(client, { serviceCIDR: options.serviceCIDR, signal: stop })
      await worker.run(workerOptions(options, { layout, pki, tokens }), { host, signal: stop })
    })
    await group.wait()
  } finally {
    await store.close()
  }
}

/** The caches follow at once and keep their own history. */
const watchWindow = { bytes: 2 * 1024 * 1024 }

async function openStore(options: ClusterOptions, { layout, host }: RunServerContext): Promise<Store> {
  const log = host.log.named('store')
  if (options.store === 'memory') return createMemoryStore({ clock: host.clock, log })
  try {
    return await openLmdbStore({ dir: layout.store, clock: host.clock, log, watchWindow })
  } catch (error) {
    // Its messages say what is wrong and what to do.
    if (error instanceof StoreError) throw new UserError(error.message, { cause: error })
    throw error
  }
}

type ServerParts = RunServerContext & {
  readonly store: Store
  readonly tokens: Tokens
}

async function createServer(
  options: ClusterOptions,
  { host, pki, store, tokens }: ServerParts,
): Promise<ApiServer> {
  const log = host.log.named('apiserver')
  const { cert, key } = pki.apiserverKubeletClient
  const { kinds, gates } = await servedKinds(options)
  const auditing = await auditingOf(options, { clock: host.clock, log })
  return createApiServer({
    ...(auditing && { auditing }),
    store,
    kinds,
    gates,
    clock: host.clock,
    rng: host.rng,
    log,
    tokens: [
      { token: tokens.controllers, user: 'system:kube-controller-manager', groups: ['system:masters'] },
      { token: tokens.scheduler, user: 'system:kube-scheduler', groups: [] },
      { token: tokens.nodes, user: 'system:simulated-nodes', groups: ['system:masters'] },
      { token: tokens.system, user: 'system:apiserver', groups: ['system:masters'] },
    ],
    serviceAccounts: {
      issuer: `https://kubernetes.default.svc.${options.clusterDomain}`,
      signingKey: pki.serviceAccountKey.key,
    },
    limits: options.requests,
    requestTimeoutMs: options.requests.timeoutMs,
    serviceCIDR: options.serviceCIDR,
    advertise: { address: options.nodeIP, port: options.port },
    clientCA: pki.ca.cert,
    frontProxy: { ca: pki.frontProxyCa.cert, ...pki.frontProxyClient },
    version,
    connect: connectPods({
      tls: { ca: pki.ca.cert, cert, key },
      // Where this machine has no other address, its kubelet has that one.
      allowLoopback: options.nodeIP.startsWith('127.'),
      log,
    }),
  })
}

/** What audits is loaded where it is asked for. */
async function auditingOf(
  { audit }: ClusterOptions,
  context: { readonly clock: Clock; readonly log: Logger },
): Promise<ApiServerOptions['auditing']> {
  if (audit === undefined) return undefined
  const { createAuditing } = await import('./auditing.ts')
  return await createAuditing(audit, context)
}

async function listen(
  server: ApiServer,
  parts: {
    readonly options: ClusterOptions
    readonly context: RunServerContext
    readonly pki: ClusterPki
    readonly group: TaskGroup
  },
): Promise<void> {
  const { options, context, pki, group } = parts
  const common = { pipeline: server.pipeline, log: context.host.log.named('http'), signal: context.signal }
  const tls = { ...pki.apiserver, clientCa: pki.ca.cert, requestHeaderCa: pki.frontProxyCa.cert }
  try {
    const listeners = await Promise.all([
      listenTls({ ...common, port: options.port, tls }),
      listenUnix({ ...common, path: context.layout.apiSocket }),
    ])
    for (const listener of listeners) group.spawn(() => listener.closed)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new UserError(`port ${options.port} is in use by another program: choose another with --port`, {
        cause: error,
      })
    }
    if (code === 'EACCES') {
      throw new UserError(
        `port ${options.port} may not be used by this user: choose one above 1023 with --port`,
        { cause: error },
      )
    }
    throw error
  }
}

function workerOptions(
  options: ClusterOptions,
  { layout, pki, tokens }: { readonly layout: Layout; readonly pki: ClusterPki; readonly tokens: Tokens },
): WorkerOptions {
  return {
    apiSocket: layout.apiSocket,
    tokens,
    rootCA: pki.ca.cert,
    signingKey: pki.serviceAccountKey.key,
    podCIDR: options.nodes > narrowLimit ? widePodCIDR : options.podCIDR,
    nodeBits: 24,
    simulatedNodes: options.runtime === 'simulated' ? options.nodes : 0,
    logLevel: options.logLevel,
    enablement: { featureGates: options.featureGates, runtimeConfig: options.runtimeConfig },
  }
}
