// The kubelet of one node: registers it, runs the pods that are bound to it through a container runtime, and reports how
// they are. When it ends, containers go on running; the next one takes them over.
// Upstream: pkg/kubelet/kubelet.go Run
import { Pod } from '../api/core/pod/pod.kind.ts'
import { isAbort } from '../base/abort.ts'
import { sleep } from '../base/clock.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { Informer } from '../client/cache.ts'
import { EvictionManager } from './eviction/eviction-manager.ts'
import { type Host, identityOf, inspectHost, observeNode } from './kubelet-host.ts'
import { defaults, type KubeletOptions } from './kubelet-options.ts'
import { createPodContext } from './kubelet-pod-context.ts'
import { createKubeletView } from './kubelet-view.ts'
import { type LogRotationOptions, runLogRotation } from './logs/log-rotation.ts'
import { NodeAgent } from './node/node-agent.ts'
import { runNodeLease } from './node/node-lease.ts'
import { ImageGarbage } from './pods/image-garbage.ts'
import type { PodContext } from './pods/pod-context.ts'
import { PodWorkers } from './pods/pod-workers.ts'
import { followRuntimeEvents } from './runtime/runtime-events.ts'
import { RuntimeHealth } from './runtime/runtime-health.ts'
import { RuntimePoller } from './runtime/runtime-poller.ts'
import { StatsReader } from './stats/stats-reader.ts'

type Task = (signal: AbortSignal) => Promise<void>

const firstLookMs = 50

/** Runs until the signal aborts; rejects only for a defect. */
export async function runKubelet(options: KubeletOptions): Promise<void> {
  await using tasks = new TaskGroup({ signal: options.signal })
  try {
    await startKubelet(options, tasks)
    await tasks.wait()
  } catch (error) {
    if (!isAbort(error, tasks.signal)) throw error
    // Ended from outside, or by the failure of a part, which is what to tell.
    await tasks.wait()
  }
}

async function startKubelet(options: KubeletOptions, tasks: TaskGroup): Promise<void> {
  const { signal } = tasks
  const { cri, clock, log, nodeName, client } = options
  const host = await inspectHost(options, signal)
  const core = createCore(options, { host, tasks })
  const { poller, health, agent, workers, context, pods } = core
  const before: readonly Task[] = [
    (stop) => poller.run(stop),
    (stop) => followRuntimeEvents({ cri, clock, log, onEvent: () => poller.hurry() }, stop),
    (stop) => health.run(stop),
  ]
  for (const task of before) tasks.spawn(task)
  await agent.register({ signal })
  await pods.synced({ signal })
  // Pods are taken over only once it is known what runs of them.
  while (poller.pods === undefined) await sleep(clock, firstLookMs, { signal })
  const handler = workers.start()
  signal.addEventListener('abort', () => handler[Symbol.dispose](), { once: true })
  const { eviction, images, stats } = createKeepers(options, { host, core })
  const lease = { client, clock, log, nodeName, node: () => agent.node }
  const after: readonly Task[] = [
    (stop) => agent.run(stop),
    (stop) => runNodeLease(lease, stop),
    (stop) => context.statuses.run(stop),
    (stop) => workers.run(stop),
    (stop) => eviction.run(stop),
    (stop) => images.run(stop),
    (stop) => runLogRotation(rotationOptions(options, poller), stop),
  ]
  for (const task of after) tasks.spawn(task)
  options.onReady?.(createKubeletView({ pods, cri, stats, nodeName, startedAtMs: clock.now() }))
}

/** What brings pods and node to what they should be. */
interface Core {
  readonly pods: Informer<Pod>
  readonly poller: RuntimePoller
  readonly health: RuntimeHealth
  readonly agent: NodeAgent
  readonly context: PodContext
  readonly workers: PodWorkers
  /** Set once there is one: it needs the others. */
  eviction: EvictionManager | undefined
}

function createCore(
  options: KubeletOptions,
  { host, tasks }: { readonly host: Host; readonly tasks: TaskGroup },
): Core {
  const { client, informers, cri, clock, log, events, nodeName } = options
  const pods = informers.of(Pod, { fieldSelector: `spec.nodeName=${nodeName}` })
  const wake = (uid: string) => core.workers.wake(uid)
  const poller = new RuntimePoller({
    cri,
    clock,
    log,
    onChange: wake,
    onRecovery: () => core.workers.wakeAll(),
  })
  const health = new RuntimeHealth({
    cri,
    clock,
    lastListMs: () => poller.lastSuccessMs,
    onChange: () => {
      core.agent.wake()
      core.workers.wakeAll()
    },
  })
  const pressures = () => core.eviction?.pressures ?? new Set()
  const agent = new NodeAgent({
    client,
    clock,
    log,
    events,
    identity: identityOf(options, host),
    podCIDRs: options.podCIDRs ?? [],
    taints: options.registerWithTaints ?? [],
    observe: ({ signal }) => observeNode(options, { host, health, pressures: pressures(), signal }),
  })
  const node = () => agent.node
  const context = createPodContext(options, { host, tasks, pods, health, wake, node })
  const workers = new PodWorkers({ context, pods, poller, tasks, node, pressures: () => [...pressures()] })
  const core: Core = { pods, poller, health, agent, context, workers, eviction: undefined }
  return core
}

interface Keepers {
  readonly stats: StatsReader
  readonly images: ImageGarbage
  readonly eviction: EvictionManager
}

/** What keeps the machine from filling up. */
function createKeepers(
  options: KubeletOptions,
  { host, core }: { readonly host: Host; readonly core: Core },
): Keepers {
  const { cri, clock, log, events, rootDir } = options
  const { machine, cgroupFiles, cgroups } = host
  const { agent, workers, poller, pods, context } = core
  const node = () => agent.node
  const known = () => pods.list()
  const stats = new StatsReader({ cri, clock, machine, cgroupFiles, cgroups, poller, rootDir, pods: known })
  const pinned = options.pinnedImages ?? []
  const images = new ImageGarbage({ cri, clock, log, events, rootDir, pinned, node })
  core.eviction = new EvictionManager({
    clock,
    log,
    events,
    stats,
    workers,
    rootDir,
    logRoot: options.podLogsDir,
    directories: context.directories,
    node,
    reclaimDisk: async ({ signal }) => {
      await workers.collect({ signal })
      await images.removeUnused({ signal })
    },
    onChange: () => agent.wake(),
  })
  return { stats, images, eviction: core.eviction }
}

function rotationOptions(options: KubeletOptions, poller: RuntimePoller): LogRotationOptions {
  const { cri, clock, log } = options
  return {
    cri,
    clock,
    log,
    maxBytes: options.containerLogMaxBytes ?? defaults.containerLogMaxBytes,
    maxFiles: options.containerLogMaxFiles ?? defaults.containerLogMaxFiles,
    running: () =>
      [...(poller.pods?.values() ?? [])]
        .flatMap(({ containers }) => containers)
        .filter(({ state }) => state === 'running')
        .map(({ id }) => id),
  }
}
