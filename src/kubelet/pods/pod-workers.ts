// The workers of all pods of this node: one for each UID, from the pod's first appearance until nothing of it is left. Takes
// or refuses new pods, ends what runs without a pod, and clears away what an earlier life of the kubelet left.
// Differs: a restarted kubelet does not hold pods that already run against the node's resources again.
// Upstream: pkg/kubelet/pod_workers.go SyncKnownPods; pkg/kubelet/kubelet_pods.go HandlePodCleanups

import type { Node } from '../../api/core/node/node.schema.ts'
import { isPodTerminal, isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import { computePodQOS } from '../../api/core/pod/pod.qos.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import { isAbort } from '../../base/abort.ts'
import { sleep } from '../../base/clock.ts'
import type { TaskGroup } from '../../base/task-group.ts'
import type { Informer } from '../../client/cache.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { isRunning, type RuntimePoller, type SeenPod } from '../runtime/runtime-poller.ts'
import { collectGarbage, planGC, removeOrphanedLogs } from './container-gc.ts'
import { minimumGraceSeconds } from './grace-period.ts'
import { type AdmissionVerdict, admitPod } from './pod-admission.ts'
import type { PodContext } from './pod-context.ts'
import { PodWorker } from './pod-worker.ts'

export interface PodWorkersOptions {
  readonly context: PodContext
  readonly pods: Informer<Pod>
  readonly poller: RuntimePoller
  readonly tasks: TaskGroup
  /** As last seen; new pods are held against it. */
  node(): Node | undefined
  pressures(): readonly string[]
}

const housekeepingMs = 2_000
const garbageMs = 60_000

export class PodWorkers {
  readonly #options: PodWorkersOptions
  readonly #workers = new Map<string, PodWorker>()
  /** Refused ones, which have no worker. */
  readonly #rejected = new Map<string, Pod>()
  readonly #ending = new Set<string>()
  #garbageDueMs = 0

  constructor(options: PodWorkersOptions) {
    this.#options = options
  }

  wake(podUid: string): void {
    this.#workers.get(podUid)?.wake()
  }

  wakeAll(): void {
    for (const worker of this.#workers.values()) worker.wake()
  }

  worker(podUid: string): PodWorker | undefined {
    return this.#workers.get(podUid)
  }

  /** Pods that hold resources of this node. */
  active(): readonly Pod[] {
    const working = [...this.#workers.values()].filter(
      ({ stage }) => stage === 'syncing' || stage === 'terminating',
    )
    return working.map(({ pod }) => pod).filter((pod) => !isPodTerminal(pod))
  }

  /** Takes over the pods that there are, oldest first, and follows them from then on. */
  start(): Disposable {
    const { pods } = this.#options
    const present = pods
      .list()
      .toSorted((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1))
    for (const pod of present) this.#add(pod)
    return pods.addHandler({
      onAdd: (pod) => this.#add(pod),
      onUpdate: (pod) => this.#update(pod),
      onDelete: (pod) => this.#delete(pod),
    })
  }

  #add(pod: Pod): void {
    const { uid } = pod.metadata
    if (this.#workers.has(uid) || this.#rejected.has(uid)) {
      this.#update(pod)
      return
    }
    const { context, poller, tasks } = this.#options
    const known = poller.pods?.has(uid) === true
    if (!known && !isPodTerminal(pod) && !isPodTerminating(pod)) {
      const verdict = this.#admit(pod)
      if (!verdict.admitted) {
        this.#reject(pod, verdict)
        return
      }
    }
    if (known) context.probes.adopt(pod)
    const worker = new PodWorker(pod, context)
    this.#workers.set(uid, worker)
    tasks.spawn(async (signal) => {
      await worker.run(signal)
      this.#finished(worker)
    })
  }

  #admit(pod: Pod): AdmissionVerdict {
    const node = this.#options.node()
    if (node === undefined) return { admitted: true }
    return admitPod(pod, { node, others: this.active(), pressures: this.#options.pressures() })
  }

  #reject(pod: Pod, verdict: { readonly reason: string; readonly message: string }): void {
    const { events, statuses, clock, log } = this.#options.context
    const { reason, message } = verdict
    log.info('refused a pod', { pod: pod.metadata.name, reason, message })
    events.event(pod, { type: 'Warning', reason, message })
    this.#rejected.set(pod.metadata.uid, pod)
    const { generation } = pod.metadata
    statuses.finish(pod, {
      ...(generation !== undefined && { observedGeneration: generation }),
      phase: 'Failed',
      reason,
      message: `Pod was rejected: ${message}`,
      startTime: timeText(clock.now()),
      qosClass: pod.status?.qosClass ?? computePodQOS(pod.spec),
    })
  }

  #update(pod: Pod): void {
    const { uid } = pod.metadata
    this.#workers.get(uid)?.update(pod)
    this.#options.context.statuses.reconcile(uid)
  }

  #delete(pod: Pod): void {
    const { uid } = pod.metadata
    this.#rejected.delete(uid)
    const worker = this.#workers.get(uid)
    if (worker === undefined) {
      this.#options.context.statuses.forget(uid)
      return
    }
    worker.remove()
    this.#finished(worker)
  }

  /** Forgets a worker once its pod is gone from the node and from the API. */
  #finished(worker: PodWorker): void {
    if (worker.stage !== 'done' || !worker.removed) return
    this.#workers.delete(worker.uid)
    this.#options.context.statuses.forget(worker.uid)
    this.#garbageDueMs = 0
  }

  /** The UIDs of pods of which something may still be asked for. */
  #wanted(): ReadonlySet<string> {
    return new Set([
      ...this.#workers.keys(),
      ...this.#options.pods.list().map(({ metadata }) => metadata.uid),
    ])
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options.context
    for (;;) {
      await sleep(clock, housekeepingMs, { signal })
      try {
        await this.#housekeep(signal)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        log.warn('housekeeping failed', { error: (error as Error).message })
      }
    }
  }

  async #housekeep(signal: AbortSignal): Promise<void> {
    const { context, poller } = this.#options
    const seen = poller.pods
    if (seen === undefined) return
    const wanted = this.#wanted()
    const isKnown = (uid: string) => wanted.has(uid)
    for (const pod of seen.values()) if (!isKnown(pod.uid) && isRunning(pod)) this.#endOrphan(pod)
    await this.#clearDisk(
      (uid) => isKnown(uid) || (seen.has(uid) && isRunning(seen.get(uid) as SeenPod)),
      signal,
    )
    if (context.clock.monotonic() < this.#garbageDueMs) return
    this.#garbageDueMs = context.clock.monotonic() + garbageMs
    await this.collect({ signal })
  }

  /** Removes what has ended and is not wanted any more. */
  async collect({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const { context, poller } = this.#options
    const { cri, log, settings } = context
    const seen = await poller.look({ signal })
    const wanted = this.#wanted()
    const isWanted = (uid: string) => wanted.has(uid)
    await collectGarbage(planGC(seen, isWanted), { cri, log, logRoot: settings.logRoot, signal })
    const running = (uid: string) => poller.pods?.has(uid) === true
    await removeOrphanedLogs(settings.logRoot, (uid) => isWanted(uid) || running(uid))
    await context.cgroups.updateShares(this.active())
  }

  /** A pod that was deleted while the kubelet was away: nobody is left who could say how to end it. */
  #endOrphan(pod: SeenPod): void {
    if (this.#ending.has(pod.uid)) return
    this.#ending.add(pod.uid)
    const { context, tasks } = this.#options
    context.log.info('ending a pod that is not in the API', {
      pod: `${pod.namespace}/${pod.name}`,
      uid: pod.uid,
    })
    tasks.spawn(async (signal) => {
      try {
        for (const { id, state } of pod.containers)
          if (state === 'running')
            await context.cri.stopContainer(
              { containerId: id, timeout: BigInt(minimumGraceSeconds) },
              { signal },
            )
        for (const { id } of pod.sandboxes) await context.cri.stopPodSandbox({ podSandboxId: id }, { signal })
        this.#garbageDueMs = 0
      } catch (error) {
        if (isAbort(error, signal)) throw error
        context.log.warn('could not end a pod', { uid: pod.uid, error: (error as Error).message })
      } finally {
        this.#ending.delete(pod.uid)
      }
    })
  }

  async #clearDisk(isNeeded: (podUid: string) => boolean, signal: AbortSignal): Promise<void> {
    const { volumes, cgroups, log } = this.#options.context
    for (const uid of await volumes.onDisk()) {
      if (isNeeded(uid)) continue
      try {
        await volumes.remove(uid, { signal })
        await cgroups.remove(uid)
        log.info('removed what an earlier pod left behind', { uid })
      } catch (error) {
        if (isAbort(error, signal)) throw error
        log.warn('could not remove what an earlier pod left behind', { uid, error: (error as Error).message })
      }
    }
  }
}
