// Reads what the node, its pods and their containers use: from CRI, from the pods' cgroups, from /proc and from the disk.
// Upstream: pkg/kubelet/stats/cri_stats_provider.go

import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Clock } from '../../base/clock.ts'
import type { CgroupFiles, CgroupUsage } from '../cgroups/cgroup-files.ts'
import type { PodCgroups } from '../cgroups/pod-cgroups.ts'
import type { ContainerStats, UInt64Value } from '../cri/cri.types.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { availableMemoryBytes, type FileSystemUsage, fileSystemUsage, type Machine } from '../node/machine.ts'
import { containerNameLabel, podUidLabel } from '../runtime/runtime-labels.ts'
import type { RuntimePoller, SeenPod } from '../runtime/runtime-poller.ts'
import { type InterfaceUsage, networkUsage } from './network-usage.ts'
import { UsageRates } from './usage-rate.ts'

export interface ResourceUsage {
  readonly cpuNanoseconds: number
  readonly cpuNanoCores: number | undefined
  readonly memoryBytes: number
  readonly workingSetBytes: number
  readonly rssBytes: number
  readonly pageFaults: number
  readonly majorPageFaults: number
}

export interface ContainerUsage extends ResourceUsage {
  readonly name: string
  readonly startedAtMs: number
  readonly rootfsBytes: number | undefined
  readonly rootfsInodes: number | undefined
}

export interface PodUsage {
  readonly pod: Pod
  /** Of the pod's cgroup, else of its containers together. */
  readonly total: ResourceUsage
  readonly processes: number | undefined
  readonly containers: readonly ContainerUsage[]
  readonly network: readonly InterfaceUsage[]
}

export interface NodeUsage {
  readonly atMs: number
  readonly total: ResourceUsage
  readonly memoryAvailableBytes: number | undefined
  readonly network: readonly InterfaceUsage[]
  readonly nodefs: FileSystemUsage | undefined
  readonly imageBytes: number | undefined
  readonly pods: readonly PodUsage[]
}

export interface StatsReaderOptions {
  readonly cri: CriClient
  readonly clock: Clock
  readonly machine: Machine
  readonly cgroupFiles: CgroupFiles | undefined
  readonly cgroups: PodCgroups
  readonly poller: RuntimePoller
  readonly rootDir: string
  pods(): readonly Pod[]
}

export class StatsReader {
  readonly #options: StatsReaderOptions
  readonly #rates = new UsageRates()
  /** Processes of sandboxes, through whose /proc the pod's network is seen. */
  readonly #sandboxPids = new Map<string, number>()

  constructor(options: StatsReaderOptions) {
    this.#options = options
  }

  async read({ signal }: { readonly signal: AbortSignal }): Promise<NodeUsage> {
    const { cri, clock, rootDir, poller } = this.#options
    const [stats, available, nodefs, network, images] = await Promise.all([
      cri.listContainerStats({}, { signal }),
      availableMemoryBytes(),
      fileSystemUsage(rootDir),
      networkUsage('self'),
      cri.imageFsInfo({}, { signal }),
      // A container that has just started counts as well.
      poller.look({ signal }),
    ])
    const byPod = Map.groupBy(stats.stats, (one) => one.attributes?.labels[podUidLabel] ?? '')
    const pods: PodUsage[] = []
    for (const pod of this.#options.pods()) {
      const usage = await this.#pod(pod, byPod.get(pod.metadata.uid) ?? [], signal)
      if (usage !== undefined) pods.push(usage)
    }
    this.#rates.keep(new Set(['node', ...pods.flatMap(subjectsOf)]))
    const [imagefs] = images.imageFilesystems
    return {
      atMs: clock.now(),
      total: await this.#node(available),
      memoryAvailableBytes: available,
      network,
      nodefs,
      imageBytes: numberOf(imagefs?.usedBytes),
      pods,
    }
  }

  async #node(available: number | undefined): Promise<ResourceUsage> {
    const { cgroupFiles, machine } = this.#options
    const usage = await cgroupFiles?.usage('/')
    const used = machine.memoryBytes - (available ?? machine.memoryBytes)
    const memory = {
      memoryBytes: used,
      workingSetBytes: used,
      rssBytes: 0,
      pageFaults: 0,
      majorPageFaults: 0,
    }
    return this.#withRate('node', { cpuNanoseconds: usage?.cpuNanoseconds ?? 0, ...memory, ...usage })
  }

  #withRate(subject: string, usage: Omit<ResourceUsage, 'cpuNanoCores'>): ResourceUsage {
    const reading = { atMs: this.#options.clock.monotonic(), nanoseconds: usage.cpuNanoseconds }
    const { cpuNanoseconds, memoryBytes, workingSetBytes, rssBytes, pageFaults, majorPageFaults } = usage
    return {
      cpuNanoseconds,
      cpuNanoCores: this.#rates.rate(subject, reading),
      memoryBytes,
      workingSetBytes,
      rssBytes,
      pageFaults,
      majorPageFaults,
    }
  }

  async #pod(pod: Pod, stats: readonly ContainerStats[], signal: AbortSignal): Promise<PodUsage | undefined> {
    const { cgroups, poller } = this.#options
    const seen = poller.pods?.get(pod.metadata.uid)
    const running = new Set(seen?.containers.filter(({ state }) => state === 'running').map(({ id }) => id))
    const containers = stats
      .filter(({ attributes }) => attributes !== undefined && running.has(attributes.id))
      .map((one) => this.#container(pod, one))
    if (containers.length === 0) return undefined
    const group = await cgroups.usage(pod)
    const total = this.#withRate(`pod/${pod.metadata.uid}`, group ?? sumOf(containers))
    return {
      pod,
      total,
      processes: group?.processes,
      containers,
      network: pod.spec.hostNetwork === true ? [] : await this.#network(seen, signal),
    }
  }

  #container(pod: Pod, { attributes, cpu, memory, writableLayer }: ContainerStats): ContainerUsage {
    const name = attributes?.labels[containerNameLabel] ?? ''
    const status = [
      ...(pod.status?.containerStatuses ?? []),
      ...(pod.status?.initContainerStatuses ?? []),
    ].find((one) => one.name === name)
    const workingSetBytes = numberOf(memory?.workingSetBytes) ?? 0
    return {
      name,
      startedAtMs: Date.parse(status?.state?.running?.startedAt ?? '') || 0,
      ...this.#withRate(`container/${attributes?.id ?? ''}`, {
        cpuNanoseconds: numberOf(cpu?.usageCoreNanoSeconds) ?? 0,
        memoryBytes: numberOf(memory?.usageBytes) ?? workingSetBytes,
        workingSetBytes,
        rssBytes: numberOf(memory?.rssBytes) ?? 0,
        pageFaults: numberOf(memory?.pageFaults) ?? 0,
        majorPageFaults: numberOf(memory?.majorPageFaults) ?? 0,
      }),
      rootfsBytes: numberOf(writableLayer?.usedBytes),
      rootfsInodes: numberOf(writableLayer?.inodesUsed),
    }
  }

  async #network(seen: SeenPod | undefined, signal: AbortSignal): Promise<readonly InterfaceUsage[]> {
    const sandbox = seen?.sandboxes.find(({ ready }) => ready)
    if (sandbox === undefined) return []
    const pid = this.#sandboxPids.get(sandbox.id) ?? (await this.#sandboxPid(sandbox.id, signal))
    return pid === undefined ? [] : await networkUsage(pid)
  }

  async #sandboxPid(podSandboxId: string, signal: AbortSignal): Promise<number | undefined> {
    const { info } = await this.#options.cri.podSandboxStatus({ podSandboxId, verbose: true }, { signal })
    const pid = pidOf(info.info ?? '')
    if (this.#sandboxPids.size > 1_000) this.#sandboxPids.clear()
    if (pid !== undefined) this.#sandboxPids.set(podSandboxId, pid)
    return pid
  }
}

/** The runtime's verbose information is JSON of its own making. */
function pidOf(info: string): number | undefined {
  const pid = /"pid":\s*(\d+)/.exec(info)?.[1]
  return pid === undefined ? undefined : Number(pid)
}

function numberOf(value: UInt64Value | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.value)
}

function sumOf(containers: readonly ContainerUsage[]): Omit<CgroupUsage, 'processes'> {
  const sum = (of: (one: ContainerUsage) => number) => containers.reduce((total, one) => total + of(one), 0)
  return {
    cpuNanoseconds: sum((one) => one.cpuNanoseconds),
    memoryBytes: sum((one) => one.memoryBytes),
    workingSetBytes: sum((one) => one.workingSetBytes),
    rssBytes: sum((one) => one.rssBytes),
    pageFaults: sum((one) => one.pageFaults),
    majorPageFaults: sum((one) => one.majorPageFaults),
  }
}

function subjectsOf({ pod }: PodUsage): readonly string[] {
  const ids = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  return [
    `pod/${pod.metadata.uid}`,
    ...ids.map(({ containerID = '' }) => `container/${containerID.replace(/^[^:]*:\/\//, '')}`),
  ]
}
