// Carries pods of simulated nodes through their lives: reads each pod, takes the steps that are due, writes the status.
// All it remembers of a pod is when its next steps are due; a pod that just runs costs nothing.
import { getPodCondition } from '../api/core/pod/pod.conditions.ts'
import { Pod } from '../api/core/pod/pod.kind.ts'
import type { PodStatus } from '../api/core/pod/pod-status.schema.ts'
import { isAbort } from '../base/abort.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { TaskGroup } from '../base/task-group.ts'
import type { Informer } from '../client/cache.ts'
import type { Client } from '../client/client.ts'
import { compareResourceVersions } from '../client/resource-version.ts'
import { WorkQueue } from '../client/work-queue.ts'
import { objectKey } from '../machinery/kind.ts'
import { isConflict, isNotFound } from '../machinery/status-error.ts'
import type { PodAddresses } from './node-spec.ts'
import { nextStatus } from './pod-status.ts'
import { possibleSteps, type Step } from './pod-steps.ts'
import type { Stages } from './stage.ts'
import { podStatusPatch } from './status-patch.ts'

/** What the runner needs to know of a node. */
export interface PodHost {
  readonly address: string
  readonly addresses: PodAddresses
  /** A silent node does nothing. */
  readonly silent: boolean
  readonly ready: boolean
}

export interface PodRunnerOptions {
  readonly client: Client
  readonly pods: Informer<Pod>
  readonly clock: Clock
  readonly log: Logger
  readonly stages: Stages
  /** The simulated node of that name. */
  readonly hostOf: (nodeName: string) => PodHost | undefined
  /** Writes under way at once. */
  readonly workers?: number
}

/** Steps without delay follow each other within one write, up to this many. */
const longestChain = 8

export class PodRunner implements Disposable {
  readonly #options: PodRunnerOptions
  readonly #queue: WorkQueue<string>
  /** When steps are due, by pod uid and step. */
  readonly #due = new Map<string, Map<string, number>>()
  /** What the server answered to our last write, until the informer has it. */
  readonly #written = new Map<string, Pod>()
  readonly #stack = new DisposableStack()

  constructor(options: PodRunnerOptions) {
    this.#options = options
    this.#queue = this.#stack.use(new WorkQueue<string>({ clock: options.clock }))
  }

  /** Follows the informer and starts the workers. */
  start(tasks: TaskGroup): void {
    this.#stack.use(
      this.#options.pods.addHandler({
        onAdd: (pod) => this.#seen(pod),
        onUpdate: (pod) => this.#seen(pod),
        onDelete: (pod) => this.#gone(pod),
      }),
    )
    for (let i = 0; i < (this.#options.workers ?? 64); i++) tasks.spawn((signal) => this.#work(signal))
  }

  [Symbol.dispose](): void {
    this.#stack.dispose()
  }

  /** Looks at all pods of a node again. */
  wakeNode(nodeName: string): void {
    for (const pod of this.#options.pods.list()) {
      if (pod.spec.nodeName === nodeName) this.#queue.add(objectKey(pod))
    }
  }

  /** Pods that something is still to happen to. */
  get pending(): number {
    return this.#due.size
  }

  #hostOf(pod: Pod): PodHost | undefined {
    const nodeName = pod.spec.nodeName ?? ''
    return nodeName === '' ? undefined : this.#options.hostOf(nodeName)
  }

  #seen(pod: Pod): void {
    const host = this.#hostOf(pod)
    if (host === undefined) return
    const { uid, resourceVersion } = pod.metadata
    const written = this.#written.get(uid)
    if (written !== undefined) {
      if (compareResourceVersions(resourceVersion, written.metadata.resourceVersion) < 0) return
      this.#written.delete(uid)
    }
    const address = pod.status?.podIP ?? ''
    if (address !== '' && pod.spec.hostNetwork !== true) host.addresses.claim(uid, address)
    this.#queue.add(objectKey(pod))
  }

  #gone(pod: Pod): void {
    const { uid } = pod.metadata
    this.#hostOf(pod)?.addresses.release(uid)
    this.#due.delete(uid)
    this.#written.delete(uid)
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const key = await this.#queue.get({ signal })
      try {
        await this.#live(key, signal)
        this.#queue.forget(key)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        if (!isNotFound(error)) {
          if (!isConflict(error)) this.#options.log.warn('cannot write simulated pod', { pod: key, error })
          this.#queue.addRateLimited(key)
        }
      } finally {
        this.#queue.done(key)
      }
    }
  }

  async #live(key: string, signal: AbortSignal): Promise<void> {
    const cached = this.#options.pods.get(key)
    if (cached === undefined) return
    const pod = this.#written.get(cached.metadata.uid) ?? cached
    const host = this.#hostOf(pod)
    if (host === undefined || host.silent) return
    const { due, waitMs } = this.#divide(pod)
    if (due.some((step) => step.do === 'remove')) {
      await this.#remove(pod, signal)
      return
    }
    const isAdmitted = (pod.status?.startTime ?? '') !== ''
    const hasGates = isAdmitted && (pod.spec.readinessGates?.length ?? 0) > 0
    if (due.length > 0 || hasGates || (isAdmitted && host.ready && isDisputed(pod))) {
      const next = this.#after(pod, due, host)
      if (await this.#write(pod, next, signal)) {
        this.#queue.add(key)
        return
      }
    }
    if (waitMs !== undefined) this.#queue.addAfter(key, waitMs)
  }

  /** The steps that are due now, and how long until the next one is. */
  #divide(pod: Pod): { due: Step[]; waitMs: number | undefined } {
    const { clock, stages } = this.#options
    const { uid } = pod.metadata
    const nowMs = clock.now()
    const known = this.#due.get(uid)
    const times = new Map<string, number>()
    const due: Step[] = []
    let waitMs: number | undefined
    for (const step of possibleSteps(pod, { stages, nowMs })) {
      const dueMs = known?.get(step.id) ?? nowMs + step.delayMs
      times.set(step.id, dueMs)
      if (dueMs <= nowMs) due.push(step)
      else waitMs = Math.min(waitMs ?? Number.POSITIVE_INFINITY, dueMs - nowMs)
    }
    if (times.size > 0) this.#due.set(uid, times)
    else this.#due.delete(uid)
    return { due, waitMs }
  }

  #after(pod: Pod, due: readonly Step[], host: PodHost): PodStatus {
    const { clock, stages } = this.#options
    const nowMs = clock.now()
    const { uid } = pod.metadata
    const podIP = () => host.addresses.take(uid) ?? ''
    const sources = { nowMs, hostIP: host.address, podIP }
    let status = nextStatus(pod, due, sources)
    for (let i = 0; i < longestChain; i++) {
      const then = { ...pod, status }
      const more = possibleSteps(then, { stages, nowMs }).filter(
        (step) => step.delayMs === 0 && step.do !== 'remove' && this.#due.get(uid)?.has(step.id) !== true,
      )
      if (more.length === 0) break
      status = nextStatus(then, more, sources)
    }
    return status
  }

  async #write(pod: Pod, next: PodStatus, signal: AbortSignal): Promise<boolean> {
    const body = podStatusPatch(pod, next)
    if (body === undefined) return false
    const { name, namespace } = pod.metadata
    const options = { type: 'strategic', subresource: 'status', body, signal } as const
    const written = await this.#options.client.patch(Pod, { namespace, name }, options)
    const cached = this.#options.pods.get(objectKey(pod))
    const isAhead =
      cached?.metadata.uid === written.metadata.uid &&
      compareResourceVersions(cached.metadata.resourceVersion, written.metadata.resourceVersion) < 0
    if (isAhead) this.#written.set(written.metadata.uid, written)
    return true
  }

  async #remove(pod: Pod, signal: AbortSignal): Promise<void> {
    const { name, namespace, uid } = pod.metadata
    const preconditions = { uid }
    await this.#options.client.delete(
      Pod,
      { namespace, name },
      { gracePeriodSeconds: 0, preconditions, signal },
    )
  }
}

/** Somebody else (the node controller, of a node that was silent) says that the pod is not ready; its node knows better. */
function isDisputed({ status }: Pod): boolean {
  const ready = getPodCondition(status, 'Ready')?.status
  return ready === 'False' && getPodCondition(status, 'ContainersReady')?.status === 'True'
}
