// The kubelet of one node: registers it, runs the pods that are bound to it through a container runtime, and reports how
// they are. When it ends, containers go on running; the next one takes them over.
// Upstream: pkg/kubelet/kubelet.go Run
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { Service } from '../api/core/service/service.kind.ts'
import { RuntimeClass } from '../api/node/runtime-class/runtime-class.kind.ts'
import { isAbort } from '../base/abort.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { Informer } from '../client/cache.ts'
import type { CgroupFiles } from './cgroups/cgroup-files.ts'
import { openCgroupFiles } from './cgroups/cgroup-files.ts'
import { createPodCgroups, noPodCgroups, type PodCgroups } from './cgroups/pod-cgroups.ts'
import { parseResolvConf } from './container/dns-config.ts'
import type { DownwardFacts } from './env/field-ref.ts'
import { EvictionManager } from './eviction/eviction-manager.ts'
import { defaults, type KubeletOptions } from './kubelet-options.ts'
import { createKubeletView } from './kubelet-view.ts'
import { runLogRotation } from './logs/log-rotation.ts'
import { fileSystemUsage, type Machine, machineAddress, readMachine } from './node/machine.ts'
import { NodeAgent } from './node/node-agent.ts'
import { runNodeLease } from './node/node-lease.ts'
import type { NodeIdentity, NodeObservation } from './node/node-status.ts'
import { CrashBackoff } from './pods/crash-backoff.ts'
import { ImageGarbage } from './pods/image-garbage.ts'
import { ImagePuller } from './pods/image-puller.ts'
import type { PodContext } from './pods/pod-context.ts'
import { PodWorkers } from './pods/pod-workers.ts'
import { ProbeManager } from './probes/probe-manager.ts'
import { Prober } from './probes/prober.ts'
import { followRuntimeEvents } from './runtime/runtime-events.ts'
import { RuntimeHealth } from './runtime/runtime-health.ts'
import { RuntimePoller } from './runtime/runtime-poller.ts'
import { StatsReader } from './stats/stats-reader.ts'
import { StatusManager } from './status/status-manager.ts'
import { podDirectories } from './volumes/pod-directories.ts'
import { PodVolumes } from './volumes/pod-volumes.ts'
import { ReferencedObjects } from './volumes/referenced-objects.ts'
import { ServiceAccountTokens } from './volumes/service-account-tokens.ts'

/** Upstream: MaxContainerBackOff and backOffPeriod in pkg/kubelet/kubelet.go */
const backoffLimits = { initialMs: 10_000, maxMs: 300_000 }
const firstContactMs = 1_000

/** Runs until the signal aborts; rejects only for a defect. */
export async function runKubelet(options: KubeletOptions): Promise<void> {
  const { signal } = options
  await using tasks = new TaskGroup({ signal })
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
  const host = await inspectHost(options, signal)
  const parts = assemble(options, { host, tasks })
  for (const run of parts.early) tasks.spawn(run)
  await parts.agent.register({ signal })
  await Promise.all([parts.pods.synced({ signal }), firstLook(options, parts.poller, signal)])
  const handler = parts.workers.start()
  signal.addEventListener('abort', () => handler[Symbol.dispose](), { once: true })
  for (const run of parts.late) tasks.spawn(run)
  options.onReady?.(parts.view)
}

/** Pods are taken over only once it is known what runs of them. */
async function firstLook(options: KubeletOptions, poller: RuntimePoller, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const ask = () => {
    if (poller.pods !== undefined || signal.aborted) resolve()
    else options.clock.after(50, ask)
  }
  ask()
  await promise
  signal.throwIfAborted()
}

interface Host {
  readonly machine: Machine
  readonly addresses: readonly string[]
  readonly cgroupFiles: CgroupFiles | undefined
  readonly cgroups: PodCgroups
  readonly runtimeName: string
  readonly runtimeVersion: string
}

async function inspectHost(options: KubeletOptions, signal: AbortSignal): Promise<Host> {
  await mkdir(options.rootDir, { recursive: true, mode: 0o700 })
  await mkdir(options.podLogsDir, { recursive: true, mode: 0o755 })
  const [machine, cgroupFiles, runtime] = await Promise.all([
    readMachine(),
    openCgroupFiles(),
    runtimeVersion(options, signal),
  ])
  const addresses = options.nodeIPs ?? [await machineAddress()]
  const root = options.cgroupRoot ?? ''
  const cgroups = cgroupFiles === undefined ? noPodCgroups : createPodCgroups(cgroupFiles, { root })
  return { machine, addresses, cgroupFiles, cgroups, ...runtime }
}

/** Waits for the runtime: without its name no container can be told of. */
async function runtimeVersion(options: KubeletOptions, signal: AbortSignal) {
  const { cri, clock, log } = options
  for (let told = false; ; told = true) {
    try {
      const { runtimeName, runtimeVersion: version } = await cri.version({}, { signal })
      return { runtimeName, runtimeVersion: version }
    } catch (error) {
      if (isAbort(error, signal)) throw error
      if (!told) log.warn('waiting for the container runtime', { error: (error as Error).message })
      await new Promise<void>((resolve) => clock.after(firstContactMs, resolve))
      signal.throwIfAborted()
    }
  }
}

interface Parts {
  readonly agent: NodeAgent
  readonly poller: RuntimePoller
  readonly pods: Informer<Pod>
  readonly workers: PodWorkers
  readonly view: ReturnType<typeof createKubeletView>
  /** What runs before the node is registered. */
  readonly early: readonly ((signal: AbortSignal) => Promise<void>)[]
  readonly late: readonly ((signal: AbortSignal) => Promise<void>)[]
}

function assemble(options: KubeletOptions, env: { readonly host: Host; readonly tasks: TaskGroup }): Parts {
  const { client, informers, cri, clock, log, events, nodeName, rootDir } = options
  const { host, tasks } = env
  const pods = informers.of(Pod, { fieldSelector: `spec.nodeName=${nodeName}` })
  // Parts refer to one another; this is the only knot.
  const late: { workers?: PodWorkers; agent?: NodeAgent; eviction?: EvictionManager } = {}
  const wake = (uid: string) => late.workers?.wake(uid)
  const poller = new RuntimePoller({
    cri,
    clock,
    log,
    onChange: wake,
    onRecovery: () => late.workers?.wakeAll(),
  })
  const health = new RuntimeHealth({
    cri,
    clock,
    lastListMs: () => poller.lastSuccessMs,
    onChange: () => {
      late.agent?.wake()
      late.workers?.wakeAll()
    },
  })
  const agent = new NodeAgent({
    client,
    clock,
    log,
    events,
    identity: identityOf(options, host),
    podCIDRs: options.podCIDRs ?? [],
    taints: options.registerWithTaints ?? [],
    observe: ({ signal }) =>
      observeNode(options, { host, health, pressures: late.eviction?.pressures ?? new Set(), signal }),
    onNode: () => {},
  })
  late.agent = agent
  const context = podContext(options, { host, tasks, pods, health, wake, node: () => agent.node })
  const workers = new PodWorkers({
    context,
    pods,
    poller,
    tasks,
    node: () => agent.node,
    pressures: () => [...(late.eviction?.pressures ?? [])],
  })
  late.workers = workers
  const { machine, cgroupFiles, cgroups } = host
  const stats = new StatsReader({
    cri,
    clock,
    machine,
    cgroupFiles,
    cgroups,
    poller,
    rootDir,
    pods: () => pods.list(),
  })
  const images = new ImageGarbage({
    cri,
    clock,
    log,
    events,
    rootDir,
    pinned: options.pinnedImages ?? [],
    node: () => agent.node,
  })
  const eviction = new EvictionManager({
    clock,
    log,
    events,
    stats,
    workers,
    rootDir,
    logRoot: options.podLogsDir,
    directories: context.directories,
    node: () => agent.node,
    reclaimDisk: async ({ signal }) => {
      await workers.collect({ signal })
      await images.removeUnused({ signal })
    },
    onChange: () => agent.wake(),
  })
  late.eviction = eviction
  const view = createKubeletView({ pods, cri, stats, nodeName, startedAtMs: clock.now() })
  return {
    agent,
    poller,
    pods,
    workers,
    view,
    early: [
      (signal) => poller.run(signal),
      (signal) => followRuntimeEvents({ cri, clock, log, onEvent: () => poller.hurry() }, signal),
      (signal) => health.run(signal),
    ],
    late: [
      (signal) => agent.run(signal),
      (signal) => runNodeLease({ client, clock, log, nodeName, node: () => agent.node }, signal),
      (signal) => context.statuses.run(signal),
      (signal) => workers.run(signal),
      (signal) => eviction.run(signal),
      (signal) => images.run(signal),
      (signal) => runLogRotation(rotationOptions(options, poller), signal),
    ],
  }
}

function rotationOptions(options: KubeletOptions, poller: RuntimePoller) {
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

function identityOf(options: KubeletOptions, host: Host): NodeIdentity {
  return {
    name: options.nodeName,
    hostname: options.hostname ?? options.nodeName,
    addresses: host.addresses,
    labels: options.nodeLabels ?? {},
    kubeletVersion: options.kubeletVersion,
    port: options.port ?? defaults.port,
    maxPods: options.maxPods ?? defaults.maxPods,
  }
}

async function observeNode(
  options: KubeletOptions,
  seen: {
    readonly host: Host
    readonly health: RuntimeHealth
    readonly pressures: NodeObservation['pressures']
    readonly signal: AbortSignal
  },
): Promise<NodeObservation> {
  const { host, health, pressures, signal } = seen
  // A runtime that is away must not keep the node from saying so.
  const images = await options.cri.listImages({}, { signal, timeoutMs: 5_000 }).catch(() => {
    signal.throwIfAborted()
    return { images: [] }
  })
  await (health.faults().length > 0 ? health.check({ signal }) : undefined)
  return {
    machine: host.machine,
    nodefs: await fileSystemUsage(options.rootDir),
    runtimeName: host.runtimeName,
    runtimeVersion: host.runtimeVersion,
    runtimeHandlers: health.handlers,
    images: images.images,
    faults: health.faults(),
    pressures,
    nowMs: options.clock.now(),
  }
}

function podContext(
  options: KubeletOptions,
  env: {
    readonly host: Host
    readonly tasks: TaskGroup
    readonly pods: Informer<Pod>
    readonly health: RuntimeHealth
    wake(podUid: string): void
    node(): NodeAgent['node']
  },
): PodContext {
  const { client, informers, cri, clock, rng, log, events, rootDir } = options
  const { host, tasks, pods, health, wake } = env
  const services = informers.of(Service)
  const directories = podDirectories(rootDir)
  const objects = new ReferencedObjects({ client, clock, rng, log, tasks, onChange: wake })
  const tokens = new ServiceAccountTokens({ client, clock, rng, log })
  const facts = (): DownwardFacts => ({
    podIPs: [],
    hostIPs: host.addresses,
    allocatable: new Map(Object.entries(env.node()?.status?.allocatable ?? {})),
  })
  return {
    cri,
    clock,
    rng,
    log,
    events,
    settings: {
      logRoot: options.podLogsDir,
      seccompRoot: join(rootDir, 'seccomp'),
      clusterDNS: options.clusterDNS ?? [],
      clusterDomain: options.clusterDomain ?? defaults.clusterDomain,
      syncPeriodMs: options.syncPeriodMs ?? defaults.syncPeriodMs,
    },
    runtimeName: host.runtimeName,
    runtime: health,
    directories,
    volumes: new PodVolumes({ directories, objects, tokens, clock, rng, facts }),
    objects,
    tokens,
    cgroups: host.cgroups,
    probes: new ProbeManager({
      prober: new Prober({ cri, clock, version: '1.36' }),
      clock,
      rng,
      log,
      events,
      tasks,
      onChange: wake,
    }),
    statuses: new StatusManager({ client, pods, clock, log }),
    images: new ImagePuller({
      cri,
      clock,
      events,
      backoff: new CrashBackoff({ clock, limits: backoffLimits }),
    }),
    crashes: new CrashBackoff({ clock, limits: backoffLimits }),
    resolvConf: async () => parseResolvConf(await readFile('/etc/resolv.conf', 'utf8').catch(() => '')),
    services: async ({ signal }) => {
      await services.synced({ signal })
      return services.list()
    },
    runtimeHandler: async (name, { signal }) => {
      if (name === '') return ''
      return (await client.get(RuntimeClass, { name }, { signal })).handler
    },
    facts,
    memoryCapacity: host.machine.memoryBytes,
  }
}
