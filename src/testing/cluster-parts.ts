// The parts of a test cluster that run beside the API server, each with a client and a view of its own, as processes have
// them: one can be stopped in the middle of its work, and then started without a memory.
import { assert } from '../base/assert.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { Informers } from '../client/cache.ts'
import type { Client } from '../client/client.ts'
import { createEventRecorder } from '../client/event-broadcaster.ts'
import { createInformers } from '../client/informer-set.ts'
import { createClient } from '../client/typed-client.ts'
import { createControllers } from '../controllers/controllers.ts'
import type { ControllerCounters } from '../controllers/framework/counters.ts'
import { runControllers } from '../controllers/framework/run-controllers.ts'
import type { HttpHandler } from '../machinery/http.ts'
import type { Kind } from '../machinery/kind.ts'
import type { SchedulerMetrics } from '../scheduler/metrics.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import type { NodeFault } from '../sim/fault.ts'
import type { SimulatedNode } from '../sim/node-spec.ts'
import { runSimulatedNodes } from '../sim/simulated-nodes.ts'
import type { Stage } from '../sim/stage.ts'

export type ClusterPart = 'controllers' | 'scheduler' | 'nodes'

export interface ClusterPartsOptions {
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** The server as each part reaches it. */
  readonly handler: (part: ClusterPart) => HttpHandler
  /** What the server serves. */
  readonly kinds: readonly Kind[]
  readonly nodes: number | readonly SimulatedNode[]
  readonly stages: readonly Stage[]
  readonly faults: readonly NodeFault[]
  readonly signal: AbortSignal
}

/** Holds the addresses of simulated nodes' pods, however many there are. */
const podCIDR = '10.128.0.0/9'

const userAgents: Readonly<Record<ClusterPart, string>> = {
  controllers: 'kube-controller-manager',
  scheduler: 'kube-scheduler',
  nodes: 'wherry-sim',
}

const components: Readonly<Record<ClusterPart, string>> = {
  controllers: 'controllers',
  scheduler: 'default-scheduler',
  nodes: 'kubelet',
}

type Shared = Pick<ClusterPartsOptions, 'clock' | 'rng'> & {
  readonly client: Client
  readonly informers: Informers
  readonly events: ReturnType<typeof createEventRecorder>
}

export class ClusterParts {
  readonly #options: ClusterPartsOptions
  readonly #running = new Map<ClusterPart, TaskGroup>()
  readonly counters = new Map<string, ControllerCounters>()
  schedulerMetrics: SchedulerMetrics | undefined

  constructor(options: ClusterPartsOptions) {
    this.#options = options
  }

  start(part: ClusterPart): void {
    assert(!this.#running.has(part), `${part} is running`)
    const { clock, rng, log, signal } = this.#options
    const client = createClient({
      handler: this.#options.handler(part),
      clock,
      userAgent: userAgents[part],
    })
    const informers = createInformers({ client, clock, rng, log, freeze: true })
    const events = createEventRecorder({ client, clock, rng, log, component: components[part] })
    const run = this.#create(part, { client, informers, events, clock, rng })
    const group = new TaskGroup({ signal })
    group.spawn(run)
    group.spawn((stop) => events.run(stop))
    group.spawn((stop) => informers.run(stop))
    this.#running.set(part, group)
  }

  /** Rejects where the part had failed. */
  async stop(part: ClusterPart): Promise<void> {
    const group = this.#running.get(part)
    this.#running.delete(part)
    group?.stop()
    await group?.wait()
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((part) => this.stop(part)))
  }

  #create(part: ClusterPart, shared: Shared): (signal: AbortSignal) => Promise<void> {
    const { kinds, nodes, stages, faults } = this.#options
    const log = this.#options.log.named(part)
    if (part === 'scheduler') {
      const scheduler = new Scheduler({ ...shared, log })
      this.schedulerMetrics = scheduler.metrics
      return (signal) => scheduler.run(signal)
    }
    if (part === 'nodes')
      return (signal) => runSimulatedNodes({ ...shared, log, nodes, stages, faults, signal })
    const controllers = createControllers({ kinds, rootCA: 'no certificates in here', podCIDR, nodeBits: 24 })
    const { counters } = this
    return (signal) => runControllers(controllers, { ...shared, log, counters, signal })
  }
}
