// How long a node waits for the successor of a daemon pod that failed: it doubles with each failure, and a long time
// without one forgets it. Upstream: client-go util/flowcontrol/backoff.go, as pkg/controller/daemon uses it.
import { backoffDelay } from '../../base/backoff.ts'
import type { Clock } from '../../base/clock.ts'

const policy = { initialMs: 1000, maxMs: 15 * 60_000 }

export class FailedPodBackoff {
  readonly #clock: Clock
  readonly #entries = new Map<string, { failures: number; atMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Milliseconds until a pod may be replaced again; 0 for now. */
  leftMs(key: string): number {
    const entry = this.#entries.get(key)
    if (entry === undefined) return 0
    return Math.max(0, entry.atMs + backoffDelay(policy, entry.failures) - this.#clock.monotonic())
  }

  /** A pod failed and is replaced now. */
  failed(key: string): void {
    const now = this.#clock.monotonic()
    for (const [old, { atMs }] of this.#entries) if (now - atMs > 2 * policy.maxMs) this.#entries.delete(old)
    const failures = (this.#entries.get(key)?.failures ?? 0) + 1
    this.#entries.set(key, { failures, atMs: now })
  }
}
