// Pods that wait to be scheduled: active (ready to be tried, by priority), backoff (tried in vain not long ago) and
// unschedulable (until an event may have changed what the rejecting plugins saw, five minutes at most).
// Upstream: pkg/scheduler/backend/queue/scheduling_queue.go.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { assert } from '../../base/assert.ts'
import type { Clock, Timer } from '../../base/clock.ts'
import { Heap } from '../../base/heap.ts'
import { newPodInfo } from '../cache/pod-info.ts'
import {
  type Change,
  type ClusterEvent,
  isWildcard,
  matchesEvent,
  type WakeRule,
} from '../framework/cluster-event.ts'
import type { Verdict } from '../framework/verdict.ts'
import type { QueueName, SchedulerMetrics } from '../metrics.ts'
import { InFlight } from './in-flight.ts'
import { Nominator } from './nominator.ts'
import { backoffEndsMs, newQueuedPod, type QueuedPod } from './queued-pod.ts'

/** Upstream: DefaultPodMaxInUnschedulablePodsDuration, and how often it is looked at. */
const maxUnschedulableMs = 5 * 60 * 1000
const flushIntervalMs = 30 * 1000

export interface PreEnqueuePlugin {
  readonly name: string
  preEnqueue(pod: Pod): Verdict
}

export interface SchedulingQueueOptions {
  readonly clock: Clock
  readonly compare: (a: QueuedPod, b: QueuedPod) => number
  readonly preEnqueue: readonly PreEnqueuePlugin[]
  readonly wakeRules: ReadonlyMap<string, readonly WakeRule[]>
  readonly metrics: SchedulerMetrics
}

interface Entry {
  readonly queued: QueuedPod
  readonly ticket: number
}

interface BackoffEntry extends Entry {
  readonly endsMs: number
}

type Strategy = 'skip' | 'afterBackoff' | 'immediately'

export class SchedulingQueue implements Disposable {
  readonly nominator = new Nominator()
  readonly #options: SchedulingQueueOptions
  /** All pods in the queue, by uid; those in flight are in #inFlight only. */
  readonly #pods = new Map<string, QueuedPod>()
  readonly #active: Heap<Entry>
  /** Rejected by plugins: may be tried early when nothing else is to do. */
  readonly #backoff = new Heap<BackoffEntry>((a, b) => a.endsMs - b.endsMs)
  /** Failed by errors: wait out their time. */
  readonly #errorBackoff = new Heap<BackoffEntry>((a, b) => a.endsMs - b.endsMs)
  readonly #unschedulable = new Set<QueuedPod>()
  readonly #inFlight = new InFlight()
  #backoffTimer: { readonly dueMs: number; readonly timer: Timer } | undefined
  #flushTimer: Timer | undefined
  #wake: (() => void) | undefined
  #ticket = 0
  #closed = false

  constructor(options: SchedulingQueueOptions) {
    this.#options = options
    this.#active = new Heap((a, b) => options.compare(a.queued, b.queued))
  }

  [Symbol.dispose](): void {
    this.#closed = true
    this.#backoffTimer?.timer.cancel()
    this.#flushTimer?.cancel()
    this.#backoffTimer = undefined
    this.#flushTimer = undefined
  }

  /** Calls `wake` once as soon as pop() may give a pod. */
  onReady(wake: () => void): void {
    this.#wake = wake
  }

  #ready(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  counts(): Record<QueueName, number> {
    const counts = { active: 0, backoff: 0, unschedulable: 0, gated: 0 }
    for (const queued of this.#pods.values()) {
      if (queued.place === 'active') counts.active++
      else if (queued.place === 'backoff') counts.backoff++
      else if (queued.gatingPlugin !== undefined) counts.gated++
      else counts.unschedulable++
    }
    return counts
  }

  /** Where the pod is, for debugging and tests. */
  placeOf(uid: string): QueuedPod['place'] | undefined {
    return this.#inFlight.has(uid) ? 'inFlight' : this.#pods.get(uid)?.place
  }

  /** A new pod. */
  add(pod: Pod): void {
    const queued = newQueuedPod(newPodInfo(pod), this.#options.clock.now())
    this.#pods.set(queued.info.uid, queued)
    this.nominator.update(queued.info)
    this.#toActive(queued, 'PodAdd')
  }

  /** A waiting pod changed; `events` says in what. */
  update(old: Pod, next: Pod, events: readonly ClusterEvent[]): void {
    const { uid } = next.metadata
    const change = { old, next }
    if (this.#inFlight.has(uid)) {
      for (const event of events) this.#inFlight.record({ event, change, uid })
      return
    }
    const queued = this.#pods.get(uid)
    if (queued === undefined) {
      this.add(next)
      return
    }
    const info = newPodInfo(next)
    this.nominator.update(info)
    if (queued.place === 'active') {
      // The heap is ordered by what its entries say, so those may not change: a new one takes the old one's place.
      const fresh = { ...queued, info }
      queued.ticket = 0
      this.#pods.set(uid, fresh)
      this.#push(fresh)
      return
    }
    queued.info = info
    if (queued.place !== 'unschedulable') return
    for (const event of events) {
      if (this.#requeue(queued, this.#worth(queued, event, change), event)) return
    }
  }

  delete(uid: string): void {
    this.nominator.delete(uid)
    const queued = this.#pods.get(uid)
    if (queued === undefined) return
    this.#pods.delete(uid)
    this.#unschedulable.delete(queued)
    queued.ticket = ++this.#ticket
  }

  /** The next pod to try, or undefined where there is none now. The caller must end with done() or returnPod(). */
  pop(): QueuedPod | undefined {
    const queued = this.#take(this.#active) ?? this.#take(this.#backoff)
    if (queued === undefined) return undefined
    const { uid } = queued.info
    this.#pods.delete(uid)
    this.#inFlight.begin(uid)
    queued.place = 'inFlight'
    queued.attempts++
    queued.unschedulablePlugins.clear()
    queued.pendingPlugins.clear()
    return queued
  }

  #take(heap: { pop(): Entry | undefined }): QueuedPod | undefined {
    for (;;) {
      const entry = heap.pop()
      if (entry === undefined) return undefined
      if (entry.ticket === entry.queued.ticket) return entry.queued
    }
  }

  /** The pod needs no queue any more. */
  done(uid: string): void {
    this.#inFlight.end(uid)
  }

  /** A pod that could not be scheduled comes back. Upstream: AddUnschedulableIfNotPresent. */
  returnPod(queued: QueuedPod): void {
    const { uid } = queued.info
    assert(!this.#pods.has(uid), 'a pod came back to the queue twice')
    const rejected = queued.unschedulablePlugins.size + queued.pendingPlugins.size > 0
    if (rejected) {
      queued.unschedulableCount++
      queued.consecutiveErrors = 0
    } else queued.consecutiveErrors++
    queued.timestampMs = this.#options.clock.now()
    for (const plugin of queued.unschedulablePlugins) this.#options.metrics.rejectedBy(plugin)
    const strategy = rejected ? this.#worthInFlight(queued) : 'afterBackoff'
    this.#inFlight.end(uid)
    this.#pods.set(uid, queued)
    if (this.#requeue(queued, strategy, 'ScheduleAttemptFailure')) return
    if (!this.#unschedulable.has(queued)) this.#toUnschedulable(queued)
  }

  #worthInFlight(queued: QueuedPod): Strategy {
    let best: Strategy = 'skip'
    for (const { event, change } of this.#inFlight.eventsSince(queued.info.uid)) {
      const strategy = this.#worth(queued, event, change)
      if (strategy === 'immediately') return strategy
      if (strategy === 'afterBackoff') best = strategy
    }
    return best
  }

  /** Something changed in the cluster: frees the pods that it may help. */
  moveOn(event: ClusterEvent, change: Change, except?: string): void {
    this.#inFlight.record({ event, change })
    if (this.#unschedulable.size === 0 || !this.#isAwaited(event)) return
    for (const queued of [...this.#unschedulable]) {
      if (queued.info.uid !== except) this.#requeue(queued, this.#worth(queued, event, change), event)
    }
  }

  #isAwaited(event: ClusterEvent): boolean {
    if (isWildcard(event)) return true
    for (const rules of this.#options.wakeRules.values()) {
      if (rules.some((rule) => eventsOf(rule).some((wanted) => matchesEvent(wanted, event)))) return true
    }
    return false
  }

  /** Tries the pod again whatever rejected it. */
  activate(pod: Pod): void {
    const { uid } = pod.metadata
    const queued = this.#pods.get(uid)
    if (queued === undefined) this.#inFlight.record({ event: 'ForceActivate', change: {}, uid })
    else if (queued.place !== 'active') this.#toActive(queued, 'ForceActivate')
  }

  // Upstream: scheduling_queue.go isPodWorthRequeuing.
  #worth(queued: QueuedPod, event: ClusterEvent, change: Change): Strategy {
    const { unschedulablePlugins, pendingPlugins } = queued
    if (unschedulablePlugins.size + pendingPlugins.size === 0 || isWildcard(event)) return 'afterBackoff'
    let strategy: Strategy = 'skip'
    for (const plugin of [...pendingPlugins, ...unschedulablePlugins]) {
      if (!this.#frees(plugin, queued.info.pod, event, change)) continue
      if (pendingPlugins.has(plugin)) return 'immediately'
      strategy = 'afterBackoff'
    }
    return strategy
  }

  #frees(plugin: string, pod: Pod, event: ClusterEvent, change: Change): boolean {
    const rules = this.#options.wakeRules.get(plugin) ?? []
    return rules.some((rule) => {
      if (!eventsOf(rule).some((wanted) => matchesEvent(wanted, event))) return false
      return typeof rule === 'string' || rule.hint(pod, change)
    })
  }

  /** False where the pod stays where it is. */
  #requeue(queued: QueuedPod, strategy: Strategy, event: string): boolean {
    if (strategy === 'skip') return false
    const waits = strategy === 'afterBackoff' && backoffEndsMs(queued) > this.#options.clock.now()
    return waits ? this.#toBackoff(queued, event) : this.#toActive(queued, event)
  }

  #toActive(queued: QueuedPod, event: string): boolean {
    if (!this.#admit(queued)) return false
    queued.initialAttemptMs ??= this.#options.clock.now()
    this.#unschedulable.delete(queued)
    queued.place = 'active'
    this.#push(queued)
    this.#options.metrics.incoming(event, 'active')
    this.#ready()
    return true
  }

  #push(queued: QueuedPod): void {
    queued.ticket = ++this.#ticket
    this.#active.push({ queued, ticket: queued.ticket })
  }

  #toBackoff(queued: QueuedPod, event: string): boolean {
    if (!this.#admit(queued)) return false
    this.#unschedulable.delete(queued)
    queued.place = 'backoff'
    queued.ticket = ++this.#ticket
    const entry = { queued, ticket: queued.ticket, endsMs: backoffEndsMs(queued) }
    if (queued.consecutiveErrors > 0) this.#errorBackoff.push(entry)
    else this.#backoff.push(entry)
    this.#options.metrics.incoming(event, 'backoff')
    this.#armBackoff()
    this.#ready()
    return true
  }

  #toUnschedulable(queued: QueuedPod): void {
    queued.place = 'unschedulable'
    queued.ticket = ++this.#ticket
    this.#unschedulable.add(queued)
    this.#options.metrics.incoming('ScheduleAttemptFailure', 'unschedulable')
    this.#armFlush()
  }

  /** Asks the preEnqueue plugins; a pod that one of them keeps out stays with the unschedulable ones. */
  #admit(queued: QueuedPod): boolean {
    const { pod } = queued.info
    for (const plugin of this.#options.preEnqueue) {
      if (plugin.preEnqueue(pod).code === 'Success') continue
      queued.gatingPlugin = plugin.name
      queued.unschedulablePlugins.add(plugin.name)
      if (!this.#unschedulable.has(queued)) this.#toUnschedulable(queued)
      return false
    }
    queued.gatingPlugin = undefined
    return true
  }

  #armBackoff(): void {
    const dueMs = Math.min(nextEnd(this.#backoff), nextEnd(this.#errorBackoff))
    if (this.#closed || dueMs === Number.POSITIVE_INFINITY || this.#backoffTimer?.dueMs === dueMs) return
    this.#backoffTimer?.timer.cancel()
    const timer = this.#options.clock.after(dueMs - this.#options.clock.now(), () => {
      this.#backoffTimer = undefined
      this.#flushBackoff(this.#backoff)
      this.#flushBackoff(this.#errorBackoff)
      this.#armBackoff()
    })
    this.#backoffTimer = { dueMs, timer }
  }

  #flushBackoff(heap: Heap<BackoffEntry>): void {
    const now = this.#options.clock.now()
    for (;;) {
      const entry = heap.peek()
      if (entry === undefined || (entry.ticket === entry.queued.ticket && entry.endsMs > now)) return
      heap.pop()
      if (entry.ticket === entry.queued.ticket) this.#toActive(entry.queued, 'BackoffComplete')
    }
  }

  #armFlush(): void {
    if (this.#closed || this.#flushTimer !== undefined) return
    this.#flushTimer = this.#options.clock.after(flushIntervalMs, () => {
      this.#flushTimer = undefined
      this.#flushUnschedulable()
      if (this.#unschedulable.size > 0) this.#armFlush()
    })
  }

  #flushUnschedulable(): void {
    const before = this.#options.clock.now() - maxUnschedulableMs
    for (const queued of [...this.#unschedulable]) {
      if (queued.timestampMs < before) this.#requeue(queued, 'afterBackoff', 'UnschedulableTimeout')
    }
  }
}

function eventsOf(rule: WakeRule): readonly ClusterEvent[] {
  return typeof rule === 'string' ? [rule] : rule.on
}

function nextEnd(heap: Heap<BackoffEntry>): number {
  return heap.peek()?.endsMs ?? Number.POSITIVE_INFINITY
}
