// Requests that wait until the caches have reached a revision, each for three seconds at most. One timer serves all:
// waits are short and many.
import { abortReason, onAbort } from '../../base/abort.ts'
import type { Clock, Timer } from '../../base/clock.ts'
import { Heap } from '../../base/heap.ts'
import { statusFailure } from '../../machinery/status-error.ts'

const limitMs = 3000

/** What stops a wait; the signal is only made when somebody has to wait. */
export interface Cancel {
  readonly signal: AbortSignal
}

interface Waiter {
  readonly revision: number
  readonly deadlineMs: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  settled: boolean
}

export class RevisionWaiters {
  readonly #clock: Clock
  readonly #current: () => number
  readonly #byRevision = new Heap<Waiter>((a, b) => a.revision - b.revision)
  /** In the order of their deadlines, which is the order in which they came. */
  #byDeadline: Waiter[] = []
  #timer: Timer | undefined

  constructor(clock: Clock, current: () => number) {
    this.#clock = clock
    this.#current = current
  }

  reached(revision: number): void {
    for (;;) {
      const waiter = this.#byRevision.peek()
      if (waiter === undefined || waiter.revision > revision) break
      this.#byRevision.pop()
      waiter.settled = true
      waiter.resolve()
    }
    if (this.#byRevision.size > 0) return
    this.#byDeadline = []
    this.#timer?.cancel()
    this.#timer = undefined
  }

  async wait(revision: number, cancel: Cancel | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const deadlineMs = this.#clock.monotonic() + limitMs
    const waiter: Waiter = { revision, deadlineMs, resolve, reject, settled: false }
    this.#byRevision.push(waiter)
    this.#byDeadline.push(waiter)
    this.#timer ??= this.#clock.after(limitMs, () => this.#expire())
    if (cancel === undefined) return promise
    const { signal } = cancel
    using _abort = onAbort(signal, () => reject(abortReason(signal)))
    await promise
  }

  #expire(): void {
    this.#timer = undefined
    const nowMs = this.#clock.monotonic()
    while (
      this.#byDeadline[0] !== undefined &&
      (this.#byDeadline[0].settled || this.#byDeadline[0].deadlineMs <= nowMs)
    ) {
      const waiter = this.#byDeadline.shift() as Waiter
      if (!waiter.settled) waiter.reject(tooLargeResourceVersion(waiter.revision, this.#current()))
    }
    const next = this.#byDeadline[0]
    if (next !== undefined) this.#timer = this.#clock.after(next.deadlineMs - nowMs, () => this.#expire())
  }
}

/** Upstream: apiserver pkg/storage/errors.go NewTooLargeResourceVersionError. */
export function tooLargeResourceVersion(asked: number, current: number): Error {
  return statusFailure(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  })
}
