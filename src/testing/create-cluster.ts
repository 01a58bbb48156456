// A whole cluster inside a test: API server over the store in memory, controllers, scheduler and simulated nodes, without
// a socket, in virtual time (the default, repeatable from the seed) or in real time.
//
//   await using cluster = await createCluster({ nodes: 3 })
//   await cluster.client.create(Pod, draft, cluster)
//   await cluster.until(async () => (await cluster.get(Pod, 'default/web')).status?.phase === 'Running')

import { isNodeReady } from '../api/core/node/node.conditions.ts'
import { Node } from '../api/core/node/node.kind.ts'
import { parseFeatureGates } from '../api/enablement/feature-gates.ts'
import { selectKinds } from '../api/enablement/runtime-config.ts'
import { must } from '../base/assert.ts'
import type { Clock } from '../base/clock.ts'
import { sleep } from '../base/clock.ts'
import { type Logger, silentLogger } from '../base/log.ts'
import { settle, systemClock } from '../base/node/system-clock.ts'
import { type Rng, seededRng } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { Informers } from '../client/cache.ts'
import type { Client } from '../client/client.ts'
import { createInformers } from '../client/informer-set.ts'
import { createClient } from '../client/typed-client.ts'
import type { ControllerCounters } from '../controllers/framework/counters.ts'
import type { HttpHandler } from '../machinery/http.ts'
import { type Kind, type KubeObject, splitKey } from '../machinery/kind.ts'
import type { SchedulerMetrics } from '../scheduler/metrics.ts'
import type { NodeFault } from '../sim/fault.ts'
import type { SimulatedNode } from '../sim/node-spec.ts'
import type { Stage } from '../sim/stage.ts'
import { startTestServer } from './cluster.ts'
import { type ClusterPart, ClusterParts } from './cluster-parts.ts'

export interface ClusterOptions {
  /** Simulated nodes: how many, or which. One unless told otherwise. */
  readonly nodes?: number | readonly SimulatedNode[]
  /** Everything random comes from it. */
  readonly seed?: number
  /** Virtual time moves only in until() and advance(). */
  readonly time?: 'virtual' | 'real'
  /** What containers do; asked before the default stages. */
  readonly stages?: readonly Stage[]
  readonly faults?: readonly NodeFault[]
  readonly log?: Logger
  /** As the flags of `wherry up`: `Gate=true,Other=false`, and `api/beta=true,batch/v1/jobs=false`. */
  readonly featureGates?: string
  readonly runtimeConfig?: string
  /** Leave the scheduler out. */
  readonly scheduler?: false
  /** Leave the controllers out. */
  readonly controllers?: false
  /** What the parts send goes through it: the place for faults between them and the API server. */
  readonly transport?: (handler: HttpHandler, part: ClusterPart) => HttpHandler
}

export interface Cluster extends AsyncDisposable {
  readonly client: Client
  /** For tests; the cluster's parts have their own. Objects are frozen. */
  readonly informers: Informers
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** Aborts when the cluster stops; with it, a cluster serves as the options of a client call. */
  readonly signal: AbortSignal
  readonly schedulerMetrics: SchedulerMetrics
  /** What each controller has done since its last start, by its name. */
  readonly controllerCounters: ReadonlyMap<string, ControllerCounters>
  /** Requests as cluster admin, for clients of other make. */
  handler(): HttpHandler
  get<T extends KubeObject>(kind: Kind<T>, key: string): Promise<T>
  list<T extends KubeObject>(kind: Kind<T>, namespace?: string): Promise<readonly T[]>
  /** Lets time pass until `done` holds; throws where it does not within `limitMs` (five minutes unless given). */
  until(done: () => boolean | Promise<boolean>, options?: { readonly limitMs?: number }): Promise<void>
  advance(ms: number): Promise<void>
  /** Ends a part as if its process had died. */
  stopPart(part: ClusterPart): Promise<void>
  /** Starts a part that was stopped: it knows nothing but what the API server tells it. */
  startPart(part: ClusterPart): void
  /** Stops all parts and waits for them. */
  stop(): Promise<void>
}

const defaultLimitMs = 300_000
const pollMs = 10

export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { nodes = 1, seed = 1, time = 'virtual', log = silentLogger, stages = [], faults = [] } = options
  const virtual = time === 'virtual' ? new VirtualClock({ settle: settleAll }) : undefined
  const clock: Clock = virtual ?? systemClock
  const rng = seededRng(seed)
  const { featureGates = '', runtimeConfig = '' } = options
  const flags = { featureGates, runtimeConfig }
  const server = await startTestServer({ clock, rng, log: log.named('apiserver'), ...flags })
  const client = createClient({ handler: server.handler(), clock, userAgent: 'wherry-testing' })
  const informers = createInformers({ client, clock, rng, log, freeze: true })
  const ending = new AbortController()
  const tasks = new TaskGroup({ signal: ending.signal })
  const { signal } = tasks
  tasks.spawn((stop) => informers.run(stop))
  const { transport = (handler: HttpHandler) => handler } = options
  const handler = (part: ClusterPart) => transport(server.handler(), part)
  const kinds = selectKinds(runtimeConfig, parseFeatureGates(featureGates))
  const parts = new ClusterParts({ clock, rng, log, handler, kinds, nodes, stages, faults, signal })
  if (options.scheduler !== false) parts.start('scheduler')
  if (options.controllers !== false) parts.start('controllers')
  parts.start('nodes')

  const until: Cluster['until'] = async (done, { limitMs = defaultLimitMs } = {}) => {
    if (virtual !== undefined) await virtual.runUntil(done, { limitMs })
    else await poll(done, { clock, limitMs, signal })
  }
  const stop = async () => {
    await parts.stopAll()
    tasks.stop()
    await tasks.wait()
    await server.stop()
  }
  const cluster: Cluster = {
    client,
    informers,
    clock,
    rng,
    log,
    signal,
    get schedulerMetrics() {
      return must(parts.schedulerMetrics, 'this cluster has no scheduler')
    },
    controllerCounters: parts.counters,
    handler: () => server.handler(),
    get: (kind, key) => client.get(kind, splitKey(key), { signal }),
    list: async (kind, namespace) => {
      const scope = namespace === undefined ? {} : { namespace }
      return (await client.list(kind, { ...scope, signal })).items
    },
    until,
    advance: (ms) => (virtual === undefined ? sleep(clock, ms, { signal }) : virtual.advance(ms)),
    stopPart: (part) => parts.stop(part),
    startPart: (part) => parts.start(part),
    stop,
    [Symbol.asyncDispose]: stop,
  }
  const wanted = typeof nodes === 'number' ? nodes : nodes.length
  await until(() => informers.of(Node).list().filter(isNodeReady).length >= wanted)
  return cluster
}

/** Work in process goes from promise to promise and over a few turns of the loop; none of it waits for time. */
async function settleAll(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await settle()
}

async function poll(
  done: () => boolean | Promise<boolean>,
  options: { readonly clock: Clock; readonly limitMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const { clock, limitMs, signal } = options
  const end = clock.monotonic() + limitMs
  while (!(await done())) {
    if (clock.monotonic() > end) throw new Error(`condition not met within ${limitMs} ms`)
    await sleep(clock, pollMs, { signal })
  }
}
