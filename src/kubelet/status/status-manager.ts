// Holds the status that each pod should have and brings the API to it: a patch when something changed, again and again
// until it took, and the final delete of a pod whose work on this node is done.
// Upstream: pkg/kubelet/status/status_manager.go

import { isPodTerminal, isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import type { PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import { isAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Informer } from '../../client/cache.ts'
import type { Client } from '../../client/client.ts'
import { WorkQueue } from '../../client/work-queue.ts'
import { objectKey } from '../../machinery/kind.ts'
import { isConflict, isNotFound } from '../../machinery/status-error.ts'
import { statusPatch } from './status-patch.ts'

interface Entry {
  /** As the worker saw it last: name, namespace and UID do not change. */
  readonly pod: Pod
  readonly status: PodStatus
  /** Nothing of the pod is left on this node. */
  readonly finished: boolean
}

export interface StatusManagerOptions {
  readonly client: Client
  /** The pods of this node, as far as they are known. */
  readonly pods: Informer<Pod>
  readonly clock: Clock
  readonly log: Logger
}

const workers = 4
const backoff = { initialMs: 200, maxMs: 10_000 }

export class StatusManager {
  readonly #options: StatusManagerOptions
  readonly #entries = new Map<string, Entry>()
  readonly #queue: WorkQueue

  constructor(options: StatusManagerOptions) {
    this.#options = options
    this.#queue = new WorkQueue({ clock: options.clock, backoff })
  }

  get(uid: string): PodStatus | undefined {
    return this.#entries.get(uid)?.status
  }

  set(pod: Pod, status: PodStatus): void {
    const finished = this.#entries.get(pod.metadata.uid)?.finished ?? false
    this.#entries.set(pod.metadata.uid, { pod, status, finished })
    this.#queue.add(pod.metadata.uid)
  }

  /** Nothing of the pod is left here: it may be deleted from the API once its status is there. */
  finish(pod: Pod, status: PodStatus): void {
    this.#entries.set(pod.metadata.uid, { pod, status, finished: true })
    this.#queue.add(pod.metadata.uid)
  }

  /** The API may have drifted from what was sent, or the pod may have come to be deleted. */
  reconcile(uid: string): void {
    if (this.#entries.has(uid)) this.#queue.add(uid)
  }

  /** The pod is gone from the API. */
  forget(uid: string): void {
    this.#entries.delete(uid)
  }

  async run(signal: AbortSignal): Promise<void> {
    using queue = this.#queue
    await using group = new TaskGroup({ signal })
    for (let index = 0; index < workers; index++) group.spawn((stop) => this.#work(queue, stop))
    await group.wait()
  }

  async #work(queue: WorkQueue, signal: AbortSignal): Promise<void> {
    for (;;) {
      const uid = await queue.get({ signal })
      try {
        await this.#sync(uid, signal)
        queue.forget(uid)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        this.#options.log.warn('could not send the status of a pod', { uid, error: (error as Error).message })
        queue.addRateLimited(uid)
      } finally {
        queue.done(uid)
      }
    }
  }

  async #sync(uid: string, signal: AbortSignal): Promise<void> {
    const entry = this.#entries.get(uid)
    if (entry === undefined) return
    const ref = { namespace: entry.pod.metadata.namespace, name: entry.pod.metadata.name }
    const current = await this.#current(entry, signal)
    if (current === undefined || current.metadata.uid !== uid) return
    const body = statusPatch(current, entry.status)
    let latest = current
    if (body !== undefined) {
      const sent = await this.#patch(current, { body, signal })
      if (sent === undefined) return
      latest = sent
    }
    if (!entry.finished || !isPodTerminating(latest)) return
    await this.#delete(latest, { ref, signal })
  }

  /** The cache where it knows the pod, else the API: what is in the cache may be older, and then the next event corrects it. */
  async #current(entry: Entry, signal: AbortSignal): Promise<Pod | undefined> {
    const { client, pods } = this.#options
    const { namespace, name, uid } = entry.pod.metadata
    const cached = pods.get(objectKey(entry.pod))
    if (cached?.metadata.uid === uid) return cached
    try {
      return await client.get(Pod, { namespace, name }, { signal })
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  async #patch(
    pod: Pod,
    { body, signal }: { readonly body: unknown; readonly signal: AbortSignal },
  ): Promise<Pod | undefined> {
    const { namespace, name } = pod.metadata
    try {
      return await this.#options.client.patch(
        Pod,
        { namespace, name },
        { type: 'strategic', body, subresource: 'status', signal },
      )
    } catch (error) {
      // Gone, or another pod has its name now: nobody needs this status.
      if (isNotFound(error)) return undefined
      if (isConflict(error) && (await this.#isGone(pod, signal))) return undefined
      throw error
    }
  }

  async #isGone(pod: Pod, signal: AbortSignal): Promise<boolean> {
    const { namespace, name, uid } = pod.metadata
    try {
      const now = await this.#options.client.get(Pod, { namespace, name }, { signal })
      return now.metadata.uid !== uid
    } catch (error) {
      if (isNotFound(error)) return true
      throw error
    }
  }

  async #delete(
    pod: Pod,
    {
      ref,
      signal,
    }: {
      readonly ref: { readonly namespace: string | undefined; readonly name: string }
      readonly signal: AbortSignal
    },
  ): Promise<void> {
    const { uid } = pod.metadata
    try {
      await this.#options.client.delete(Pod, ref, { gracePeriodSeconds: 0, preconditions: { uid }, signal })
      this.#options.log.info('pod fully terminated and removed', { pod: objectKey(pod), uid })
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error
    }
  }
}

/** Whether a status may be shown: a final phase has to wait until no container runs any more. */
export function holdPhase(pod: Pod, status: PodStatus, previous: PodStatus | undefined): PodStatus {
  if (isPodTerminal(pod) || (status.phase !== 'Failed' && status.phase !== 'Succeeded')) return status
  const phase = previous?.phase ?? pod.status?.phase ?? 'Pending'
  const { reason: _reason, message: _message, ...rest } = status
  const { reason, message } = previous ?? pod.status ?? {}
  return {
    ...rest,
    phase,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  }
}
