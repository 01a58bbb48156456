// Watches what the node has left of memory and disk, says so in its conditions, and ends pods before the kernel does.
// Upstream: pkg/kubelet/eviction/eviction_manager.go

import type { Node } from '../../api/core/node/node.schema.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import { objectKey } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { containerLogsDirectory } from '../logs/log-paths.ts'
import { availableMemoryBytes, fileSystemUsage } from '../node/machine.ts'
import type { PressureType } from '../node/node-status.ts'
import type { PodWorkers } from '../pods/pod-workers.ts'
import type { PodUsage, StatsReader } from '../stats/stats-reader.ts'
import type { PodDirectories } from '../volumes/pod-directories.ts'
import {
  evictionMessage,
  type MetThreshold,
  metThresholds,
  type NodeSignals,
  rankForEviction,
} from './eviction-plan.ts'
import { hasLocalLimits, localStorageFault, measureLocalUsage } from './local-storage.ts'

export interface EvictionManagerOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly events: EventRecorder
  readonly stats: StatsReader
  readonly workers: PodWorkers
  readonly rootDir: string
  readonly logRoot: string
  readonly directories: PodDirectories
  node(): Node | undefined
  /** Frees disk by what nobody uses: ended containers, images. */
  reclaimDisk(options: { readonly signal: AbortSignal }): Promise<void>
  /** The pressures are others than before. */
  onChange(): void
}

const periodMs = 10_000
/** How long a condition is shown after its cause has gone, so that it does not flap. */
const transitionMs = 300_000
const evictedGraceSeconds = 1

export class EvictionManager {
  readonly #options: EvictionManagerOptions
  /** When each was last met, by the monotonic clock. */
  readonly #lastMet = new Map<PressureType, number>()

  constructor(options: EvictionManagerOptions) {
    this.#options = options
  }

  get pressures(): ReadonlySet<PressureType> {
    return new Set(this.#lastMet.keys())
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options
    for (;;) {
      await sleep(clock, periodMs, { signal })
      try {
        await this.#synchronize(signal)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        log.warn('could not look for pods to evict', { error: (error as Error).message })
      }
    }
  }

  async #signals(): Promise<NodeSignals> {
    const [memory, nodefs] = await Promise.all([
      availableMemoryBytes(),
      fileSystemUsage(this.#options.rootDir),
    ])
    return { memoryAvailableBytes: memory, nodefs }
  }

  async #synchronize(signal: AbortSignal): Promise<void> {
    await this.#limitLocalStorage(signal)
    const met = metThresholds(await this.#signals())
    this.#remember(met)
    const [first] = met
    if (first === undefined) return
    const node = this.#options.node()
    if (node !== undefined)
      this.#options.events.event(node, {
        type: 'Warning',
        reason: 'EvictionThresholdMet',
        message: `Attempting to reclaim ${first.resource}`,
      })
    if (first.resource !== 'memory') {
      await this.#options.reclaimDisk({ signal })
      if (metThresholds(await this.#signals()).every(({ resource }) => resource !== first.resource)) return
    }
    await this.#evictOne(first, signal)
  }

  #remember(met: readonly MetThreshold[]): void {
    const before = [...this.#lastMet.keys()].toSorted().join()
    const now = this.#options.clock.monotonic()
    for (const { pressure } of met) this.#lastMet.set(pressure, now)
    for (const [pressure, at] of this.#lastMet) if (now - at >= transitionMs) this.#lastMet.delete(pressure)
    if ([...this.#lastMet.keys()].toSorted().join() !== before) this.#options.onChange()
  }

  /** One pod at a time: its end may be enough. */
  async #evictOne(met: MetThreshold, signal: AbortSignal): Promise<void> {
    const { pods } = await this.#options.stats.read({ signal })
    const active = new Set(this.#options.workers.active().map(({ metadata }) => metadata.uid))
    const ranked = rankForEviction(
      pods.filter(({ pod }) => active.has(pod.metadata.uid)),
      met.resource,
    )
    const [victim] = ranked
    if (victim === undefined) {
      this.#options.log.warn('the node is short of a resource and has no pod to evict', {
        resource: met.resource,
      })
      return
    }
    this.#evict(victim.pod, evictionMessage(victim, met))
  }

  #evict(pod: Pod, message: string): void {
    const { events, log, clock, workers } = this.#options
    const { generation } = pod.metadata
    log.info('evicting a pod', { pod: objectKey(pod), message })
    events.event(pod, { type: 'Warning', reason: 'Evicted', message })
    workers.worker(pod.metadata.uid)?.end({
      reason: 'Evicted',
      message,
      graceSeconds: evictedGraceSeconds,
      condition: {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'TerminationByKubelet',
        message,
        lastTransitionTime: timeText(clock.now()),
        ...(generation !== undefined && { observedGeneration: generation }),
      },
    })
  }

  async #limitLocalStorage(signal: AbortSignal): Promise<void> {
    const { workers, stats } = this.#options
    const limited = workers.active().filter(hasLocalLimits)
    if (limited.length === 0) return
    const { pods } = await stats.read({ signal })
    const usages = new Map(pods.map((usage) => [usage.pod.metadata.uid, usage]))
    for (const pod of limited) {
      const fault = await this.#localFault(pod, usages.get(pod.metadata.uid), signal)
      if (fault !== undefined) this.#evict(pod, fault)
    }
  }

  async #localFault(pod: Pod, usage: PodUsage | undefined, signal: AbortSignal): Promise<string | undefined> {
    const { directories, logRoot } = this.#options
    const { namespace = '', name, uid } = pod.metadata
    const writable = (usage?.containers ?? []).map((one) => [one.name, one.rootfsBytes ?? 0] as const)
    const local = await measureLocalUsage(pod, {
      directories,
      writable: new Map(writable),
      logs: (container) => containerLogsDirectory(logRoot, { namespace, name, uid }, container),
      signal,
    })
    return localStorageFault(pod, local)
  }
}
