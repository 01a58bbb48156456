// Pods whose binding waits for the word of permit plugins. Upstream: framework/runtime/waiting_pods_map.go.
import type { Clock, Timer } from '../base/clock.ts'
import type { Blame } from './framework/framework.ts'

interface WaitingPod {
  readonly pending: Map<string, Timer>
  readonly settle: (blame: Blame | undefined) => void
}

export class WaitingPods {
  readonly #clock: Clock
  readonly #pods = new Map<string, WaitingPod>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#pods.size
  }

  /** Resolves when every plugin in `limits` has allowed the pod, or with the one that rejected it or ran out of time. */
  wait(uid: string, limits: ReadonlyMap<string, number>): Promise<Blame | undefined> {
    const { promise, resolve } = Promise.withResolvers<Blame | undefined>()
    const pending = new Map<string, Timer>()
    const settle = (blame: Blame | undefined) => {
      for (const timer of pending.values()) timer.cancel()
      this.#pods.delete(uid)
      resolve(blame)
    }
    this.#pods.set(uid, { pending, settle })
    for (const [plugin, limitMs] of limits) {
      const reason = `rejected due to timeout after waiting ${limitMs / 1000}s at plugin ${plugin}`
      pending.set(
        plugin,
        this.#clock.after(limitMs, () => this.reject(uid, { plugin, reason })),
      )
    }
    return promise
  }

  allow(uid: string, plugin: string): void {
    const waiting = this.#pods.get(uid)
    waiting?.pending.get(plugin)?.cancel()
    waiting?.pending.delete(plugin)
    if (waiting?.pending.size === 0) waiting.settle(undefined)
  }

  reject(uid: string, by: { readonly plugin: string; readonly reason: string }): boolean {
    const waiting = this.#pods.get(uid)
    waiting?.settle({ plugin: by.plugin, verdict: { code: 'Unschedulable', reasons: [by.reason] } })
    return waiting !== undefined
  }

  rejectAll(reason: string): void {
    for (const uid of [...this.#pods.keys()]) this.reject(uid, { plugin: '', reason })
  }
}
