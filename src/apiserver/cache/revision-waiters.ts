// Requests that wait until the caches have reached a revision, each for three seconds at most.
import { abortReason, onAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { Heap } from '../../base/heap.ts'
import { statusFailure } from '../../machinery/status-error.ts'

const limitMs = 3000

/** What stops a wait; the signal is only made when somebody has to wait. */
export interface Cancel {
  readonly signal: AbortSignal
}

interface Waiter {
  readonly revision: number
  settle: (() => void) | undefined
}

export class RevisionWaiters {
  readonly #clock: Clock
  readonly #heap = new Heap<Waiter>((a, b) => a.revision - b.revision)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  reached(revision: number): void {
    for (;;) {
      const waiter = this.#heap.peek()
      if (waiter === undefined || waiter.revision > revision) return
      this.#heap.pop()
      waiter.settle?.()
    }
  }

  async wait(
    revision: number,
    options: { readonly current: () => number; readonly cancel?: Cancel | undefined },
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiter: Waiter = { revision, settle: resolve }
    this.#heap.push(waiter)
    using _timer = this.#clock.after(limitMs, () =>
      reject(tooLargeResourceVersion(revision, options.current())),
    )
    const signal = options.cancel?.signal
    using _abort = signal && onAbort(signal, () => reject(abortReason(signal)))
    try {
      await promise
    } finally {
      waiter.settle = undefined
    }
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
