// Events that came while a pod was being scheduled: they may already have undone the reason it is then rejected for.
// Upstream: pkg/scheduler/backend/queue/active_queue.go inFlightPods, inFlightEvents.
import type { Change, ClusterEvent } from '../framework/cluster-event.ts'

export interface SeenEvent {
  readonly event: ClusterEvent
  readonly change: Change
  /** Only for this pod; for all where absent. */
  readonly uid?: string
}

export class InFlight {
  /** Position in #events when the pod was taken, by uid; in the order of taking. */
  readonly #since = new Map<string, number>()
  #events: SeenEvent[] = []
  #dropped = 0

  get size(): number {
    return this.#since.size
  }

  has(uid: string): boolean {
    return this.#since.has(uid)
  }

  begin(uid: string): void {
    this.#since.set(uid, this.#dropped + this.#events.length)
  }

  record(event: SeenEvent): void {
    if (this.#since.size > 0) this.#events.push(event)
  }

  eventsSince(uid: string): readonly SeenEvent[] {
    const since = this.#since.get(uid)
    if (since === undefined) return []
    return this.#events
      .slice(since - this.#dropped)
      .filter((seen) => seen.uid === undefined || seen.uid === uid)
  }

  /** Forgets the pod, and the events that nobody can ask for any more. */
  end(uid: string): void {
    if (!this.#since.delete(uid)) return
    const [oldest] = this.#since.values()
    const keepFrom = oldest ?? this.#dropped + this.#events.length
    if (keepFrom === this.#dropped) return
    this.#events = this.#events.slice(keepFrom - this.#dropped)
    this.#dropped = keepFrom
  }
}
