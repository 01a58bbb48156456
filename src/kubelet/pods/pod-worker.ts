// The life of one pod on this node, as one serial loop: bring it to what it should be, look again when something changed,
// end its containers when it has to go, clean up after it, and say so. Driven by what is, never by what happened: each turn
// reads the runtime and decides anew. Upstream: pkg/kubelet/pod_workers.go; pkg/kubelet/kubelet.go SyncPod,
// SyncTerminatingPod, SyncTerminatedPod
import { mkdir } from 'node:fs/promises'
import { isPodTerminal, isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import { isAbort, StoppedError } from '../../base/abort.ts'
import { objectKey } from '../../machinery/kind.ts'
import { timeMs } from '../../machinery/meta/time.ts'
import { emptyRuntimePod, type RuntimePod, runningContainers } from '../runtime/runtime-pod.ts'
import { readRuntimePod } from '../runtime/runtime-reader.ts'
import type { WaitingReason } from '../status/container-statuses.ts'
import { finalPodStatus, generatePodStatus, type PodEnd } from '../status/pod-status.ts'
import { holdPhase } from '../status/status-manager.ts'
import type { MountedVolumes } from '../volumes/pod-volumes.ts'
import { Wakeup } from '../wakeup.ts'
import { killPod } from './kill-container.ts'
import type { PodContext } from './pod-context.ts'
import { isRuntimeAway, syncPod } from './pod-sync.ts'
import { isHostNetworkPod } from './sandbox-changed.ts'

export type PodStage = 'syncing' | 'terminating' | 'terminated' | 'done'

const retryMs = 10_000
const awayRetryMs = 1_000
const volumeRetry = { initialMs: 500, maxMs: 122_000 }

export class PodWorker {
  readonly #context: PodContext
  readonly uid: string
  #pod: Pod
  #stage: PodStage = 'syncing'
  /** Why the kubelet ends the pod by itself. */
  #end: (PodEnd & { readonly graceSeconds?: number }) | undefined
  #removed = false
  #waiting = new Map<string, WaitingReason>()
  readonly #wakeup = new Wakeup()
  #interrupt = new AbortController()
  /** The grace period of the stop that is under way. */
  #stoppingWith = Number.POSITIVE_INFINITY
  #volumeFailures = 0
  #cgroupGeneration: number | undefined

  constructor(pod: Pod, context: PodContext) {
    this.#pod = pod
    this.#context = context
    this.uid = pod.metadata.uid
  }

  get pod(): Pod {
    return this.#pod
  }

  get stage(): PodStage {
    return this.#stage
  }

  /** The pod is no longer in the API: it was deleted by force, or the worker's end has been seen. */
  get removed(): boolean {
    return this.#removed
  }

  wake(): void {
    this.#wakeup.wake()
  }

  update(pod: Pod): void {
    const changed = hasChanged(this.#pod, pod)
    this.#pod = pod
    if (!changed) return
    this.#interruptIfEnding()
    this.wake()
  }

  remove(): void {
    this.#removed = true
    this.#interruptIfEnding()
    this.wake()
  }

  /** Ends the pod as failed; the first reason counts. */
  end(end: PodEnd & { readonly graceSeconds?: number }): void {
    this.#end ??= end
    this.#interruptIfEnding()
    this.wake()
  }

  /** Lets go of what takes long when the pod is to end, or to end sooner. */
  #interruptIfEnding(): void {
    if (!this.#isEnding()) return
    if (this.#stage === 'syncing' || this.#graceSeconds() < this.#stoppingWith)
      this.#interrupt.abort(new StoppedError('the pod is to end'))
  }

  #isEnding(): boolean {
    return this.#removed || this.#end !== undefined || isPodTerminating(this.#pod) || isPodTerminal(this.#pod)
  }

  // Upstream: pod_workers.go calculateEffectiveGracePeriod
  #graceSeconds(): number {
    const { deletionGracePeriodSeconds } = this.#pod.metadata
    const given = [
      deletionGracePeriodSeconds,
      this.#end?.graceSeconds,
      // Deleted by force: nobody waits for it any more.
      this.#removed && deletionGracePeriodSeconds === undefined ? 0 : undefined,
    ].filter((seconds) => seconds !== undefined)
    const wanted = given.length === 0 ? this.#pod.spec.terminationGracePeriodSeconds : Math.min(...given)
    return Math.max(1, wanted ?? 1)
  }

  /** Runs until the pod is gone from this node, or the kubelet ends: containers go on running then. */
  async run(signal: AbortSignal): Promise<void> {
    while (this.#stage !== 'done') {
      this.#wakeup.clear()
      this.#interrupt = new AbortController()
      const nextMs = await this.#safeTurn(signal)
      if (nextMs > 0) await this.#wakeup.wait(this.#context.clock, nextMs, { signal })
    }
  }

  async #safeTurn(signal: AbortSignal): Promise<number> {
    try {
      return await this.#turn(signal)
    } catch (error) {
      if (isAbort(error, signal)) throw error
      if (isAbort(error, this.#interrupt.signal)) return 0
      const { log } = this.#context
      log.warn('could not sync a pod', {
        pod: objectKey(this.#pod),
        uid: this.uid,
        error: (error as Error).message,
      })
      return isRuntimeAway(error) ? awayRetryMs : retryMs
    }
  }

  /** One step; answers how long to wait for the next. */
  async #turn(signal: AbortSignal): Promise<number> {
    if (this.#stage === 'syncing' && this.#isEnding()) this.#stage = 'terminating'
    switch (this.#stage) {
      case 'syncing':
        return await this.#sync(signal)
      case 'terminating':
        return await this.#terminate(signal)
      case 'terminated':
        return await this.#cleanUp(signal)
      default:
        return 0
    }
  }

  #readRuntime(signal: AbortSignal): Promise<RuntimePod> {
    const { uid, name, namespace = '' } = this.#pod.metadata
    return readRuntimePod(this.#context.cri, { uid, name, namespace }, { signal })
  }

  #generate(runtime: RuntimePod, podIsTerminal: boolean): PodStatus {
    const { statuses, probes, clock, runtimeName } = this.#context
    return generatePodStatus({
      pod: this.#pod,
      runtime,
      runtimeName,
      waitingReasons: this.#waiting,
      previous: statuses.get(this.uid),
      probes,
      hostIPs: this.#context.facts().hostIPs,
      nowMs: clock.now(),
      podIsTerminal,
      end: this.#end,
    })
  }

  #publish(runtime: RuntimePod): PodStatus {
    const { statuses, probes } = this.#context
    const status = this.#generate(runtime, false)
    const shown =
      runningContainers(runtime).length === 0 ? status : holdPhase(this.#pod, status, statuses.get(this.uid))
    statuses.set(this.#pod, shown)
    probes.update(this.#pod, shown)
    return status
  }

  async #sync(signal: AbortSignal): Promise<number> {
    const context = this.#context
    const pod = this.#pod
    const runtime = await this.#readRuntime(signal)
    const deadlineMs = this.#checkDeadline()
    const status = this.#publish(runtime)
    if (status.phase === 'Succeeded' || status.phase === 'Failed') {
      this.#stage = 'terminating'
      return 0
    }
    this.#requireNetwork()
    const interrupt = AbortSignal.any([signal, this.#interrupt.signal])
    context.objects.register(pod)
    await this.#ensureCgroup(pod)
    await mkdir(context.directories.pod(this.uid), { recursive: true, mode: 0o750 })
    const mounted = await this.#setUpVolumes(interrupt)
    if (mounted === undefined) return this.#volumeRetryMs()
    this.#volumeFailures = 0
    context.probes.add(pod, status)
    const { hostIPs } = context.facts()
    const result = await syncPod(context, { pod, runtime, mounted, hostIPs, signal, interrupt })
    const news = this.#remember(result.waiting, result.started)
    if (result.acted || news) {
      const { phase } = this.#publish(await this.#readRuntime(signal))
      if (phase === 'Succeeded' || phase === 'Failed') return 0
    }
    const usual = result.failed ? retryMs : this.#periodMs()
    return Math.max(1, Math.min(usual, result.retryAfterMs ?? usual, deadlineMs))
  }

  /** Once for each version of the spec, which may change what the pod is allowed. */
  async #ensureCgroup(pod: Pod): Promise<void> {
    const { generation = 0 } = pod.metadata
    if (this.#cgroupGeneration === generation) return
    await this.#context.cgroups.ensure(pod)
    this.#cgroupGeneration = generation
  }

  #periodMs(): number {
    const { rng, settings } = this.#context
    return settings.syncPeriodMs * (1 + rng.next() / 2)
  }

  /** Answers whether anything about waiting containers is new. */
  #remember(waiting: ReadonlyMap<string, WaitingReason>, started: ReadonlySet<string>): boolean {
    let news = false
    for (const name of started) news = this.#waiting.delete(name) || news
    for (const [name, why] of waiting) {
      const before = this.#waiting.get(name)
      if (before?.reason === why.reason && before.message === why.message) continue
      this.#waiting.set(name, why)
      news = true
    }
    return news
  }

  // Upstream: pkg/kubelet/active_deadline.go
  /** Ends the pod when it ran for too long; answers how long it may run on. */
  #checkDeadline(): number {
    const { activeDeadlineSeconds } = this.#pod.spec
    const startTime = this.#context.statuses.get(this.uid)?.startTime ?? this.#pod.status?.startTime
    const startMs = timeMs(startTime)
    if (activeDeadlineSeconds === undefined) return Number.POSITIVE_INFINITY
    if (startMs === undefined) return activeDeadlineSeconds * 1000
    const left = startMs + activeDeadlineSeconds * 1000 - this.#context.clock.now()
    if (left > 0) return left
    const end = {
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    }
    this.#context.events.event(this.#pod, { type: 'Normal', ...end })
    this.#end ??= end
    return 0
  }

  #requireNetwork(): void {
    const fault = this.#context.runtime.networkFault()
    if (fault === undefined || isHostNetworkPod(this.#pod)) return
    const message = `network is not ready: ${fault}`
    this.#context.events.event(this.#pod, { type: 'Warning', reason: 'NetworkNotReady', message })
    throw new Error(message)
  }

  async #setUpVolumes(signal: AbortSignal): Promise<MountedVolumes | undefined> {
    const { mounted, failures } = await this.#context.volumes.setUp(this.#pod, { signal })
    for (const { volume, message } of failures)
      this.#context.events.event(this.#pod, {
        type: 'Warning',
        reason: 'FailedMount',
        message: `MountVolume.SetUp failed for volume ${JSON.stringify(volume)} : ${message}`,
      })
    return failures.length === 0 ? mounted : undefined
  }

  #volumeRetryMs(): number {
    const delay = volumeRetry.initialMs * 2 ** this.#volumeFailures
    this.#volumeFailures = Math.min(this.#volumeFailures + 1, 20)
    return Math.min(delay, volumeRetry.maxMs)
  }

  async #terminate(signal: AbortSignal): Promise<number> {
    const context = this.#context
    const before = await this.#readRuntime(signal)
    this.#publish(before)
    context.probes.stopLivenessAndStartup(this.uid)
    const graceSeconds = this.#graceSeconds()
    this.#stoppingWith = graceSeconds
    const either = AbortSignal.any([signal, this.#interrupt.signal])
    try {
      await killPod(context, { pod: this.#pod, runtime: before }, { graceSeconds, signal: either })
    } catch (error) {
      if (!isAbort(error, either))
        context.events.event(this.#pod, {
          type: 'Warning',
          reason: 'FailedKillPod',
          message: `error killing pod: ${(error as Error).message}`,
        })
      throw error
    }
    context.probes.remove(this.uid)
    const after = await this.#readRuntime(signal)
    const left = runningContainers(after).map(({ id }) => id)
    if (left.length > 0) throw new Error(`containers run on after they were stopped: ${left.join(', ')}`)
    // A stopped sandbox has no address, but the pod had one.
    context.statuses.set(this.#pod, this.#generate({ ...after, ips: this.#lastIPs(before) }, true))
    this.#stage = 'terminated'
    return 0
  }

  #lastIPs(before: RuntimePod): readonly string[] {
    if (before.ips.length > 0) return before.ips
    const known = this.#context.statuses.get(this.uid) ?? this.#pod.status
    return (known?.podIPs ?? []).map(({ ip }) => ip)
  }

  async #cleanUp(signal: AbortSignal): Promise<number> {
    const { volumes, objects, tokens, cgroups, statuses, images, crashes } = this.#context
    await volumes.tearDown(this.uid, { signal })
    objects.unregister(this.uid)
    tokens.forget(this.uid)
    images.forget(this.uid)
    crashes.forget(`${this.uid}_`)
    if (!(await cgroups.remove(this.uid))) return 100
    const status = statuses.get(this.uid) ?? this.#generate(emptyRuntimePod(this.#pod), true)
    statuses.finish(this.#pod, finalPodStatus(this.#pod, status))
    this.#stage = 'done'
    return 0
  }
}

/** Changes of a pod's status alone are our own. */
function hasChanged(before: Pod, now: Pod): boolean {
  if (isPodTerminal(now) !== isPodTerminal(before)) return true
  const view = ({ metadata, spec }: Pod) => {
    const { deletionTimestamp, deletionGracePeriodSeconds, labels, annotations, generation } = metadata
    return JSON.stringify([
      deletionTimestamp,
      deletionGracePeriodSeconds,
      labels,
      annotations,
      generation,
      spec,
    ])
  }
  return view(before) !== view(now)
}
