// Nodes without machines: they register, keep themselves alive and carry their pods through life, at speeds and with faults
// that are data. One process carries thousands. To the rest of the cluster they are nodes like others.
import { Pod } from '../api/core/pod/pod.kind.ts'
import { aborted } from '../base/abort.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import { type Rng, randomInt } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { Informers } from '../client/cache.ts'
import type { Client } from '../client/client.ts'
import { defaultStages } from './default-stages.ts'
import { concerns, type NodeFault } from './fault.ts'
import { NodeRunner } from './node-runner.ts'
import { type SimulatedNode, simulatedNodes } from './node-spec.ts'
import { PodRunner } from './pod-runner.ts'
import { type Stage, Stages } from './stage.ts'

export interface SimulatedNodesOptions {
  readonly client: Client
  readonly informers: Informers
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly signal: AbortSignal
  /** How many of the default kind, or which. */
  readonly nodes: number | readonly SimulatedNode[]
  /** Asked before the default stages. */
  readonly stages?: readonly Stage[]
  readonly faults?: readonly NodeFault[]
  readonly kubeletVersion?: string
}

/** Runs the nodes until the signal aborts. */
export async function runSimulatedNodes(options: SimulatedNodesOptions): Promise<void> {
  const { client, informers, clock, log, signal, faults = [], kubeletVersion = 'v1.36.3' } = options
  const seed = randomInt(options.rng, 2 ** 31)
  const specs = typeof options.nodes === 'number' ? simulatedNodes(options.nodes) : options.nodes
  const stages = new Stages([...(options.stages ?? []), ...defaultStages], seed)
  using nodes = new NodeRunner(specs, { client, clock, log, kubeletVersion })
  using pods = new PodRunner({
    client,
    clock,
    log,
    stages,
    pods: informers.of(Pod),
    hostOf: (name) => nodes.get(name),
  })
  using timers = new DisposableStack()
  await using tasks = new TaskGroup({ signal })
  for (const fault of faults) {
    const names = specs.map(({ name }) => name).filter((name) => concerns(fault, name, seed))
    scheduleFault(fault, names, { clock, nodes, pods, timers })
  }
  nodes.start(tasks)
  pods.start(tasks)
  tasks.spawn((stop) => aborted(stop))
  await tasks.wait()
}

function scheduleFault(
  fault: NodeFault,
  names: readonly string[],
  parts: { clock: Clock; nodes: NodeRunner; pods: PodRunner; timers: DisposableStack },
): void {
  const { clock, nodes, pods, timers } = parts
  const change = (active: boolean) => {
    for (const name of names) {
      nodes.set(name, fault.kind === 'silent' ? { silent: active } : { ready: !active })
      if (!active) pods.wakeNode(name)
    }
  }
  timers.use(clock.after(fault.afterMs, () => change(true)))
  if (fault.forMs !== undefined) timers.use(clock.after(fault.afterMs + fault.forMs, () => change(false)))
}
