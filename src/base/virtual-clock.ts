// A Clock that moves only when told. Timers fire in order of their due time, ties in order of creation, and between
// two timers all pending promise work is let run, so a run repeats exactly.
import { assert } from './assert.ts'
import type { Clock, Timer } from './clock.ts'
import { Heap } from './heap.ts'

interface Entry {
  readonly due: number
  readonly order: number
  fire: (() => void) | undefined
}

export class VirtualClock implements Clock {
  #now: number
  readonly #start: number
  #order = 0
  #pending = 0
  readonly #timers = new Heap<Entry>((a, b) => a.due - b.due || a.order - b.order)
  readonly #settle: () => Promise<void>

  /** `settle` lets promise work run between timers; it must resolve after every runnable microtask has run. */
  constructor(options: { readonly startMs?: number; readonly settle: () => Promise<void> }) {
    this.#start = options.startMs ?? Date.UTC(2026, 0, 1)
    this.#now = this.#start
    this.#settle = options.settle
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now - this.#start
  }

  after(delayMs: number, fire: () => void): Timer {
    // Whole milliseconds: a fraction would be lost against the large number that it is added to, and never pass.
    const entry: Entry = { due: this.#now + Math.max(0, Math.ceil(delayMs)), order: this.#order++, fire }
    this.#timers.push(entry)
    this.#pending++
    const cancel = () => {
      if (entry.fire === undefined) return
      entry.fire = undefined
      this.#pending--
    }
    return { cancel, [Symbol.dispose]: cancel }
  }

  /** Timers that have neither fired nor been cancelled: a leak check asks for 0. */
  get pendingTimers(): number {
    return this.#pending
  }

  /** Moves time forward by `ms`, firing what falls due on the way. */
  async advance(ms: number): Promise<void> {
    assert(ms >= 0, 'a virtual clock cannot go back')
    const target = this.#now + ms
    await this.#settle()
    while (await this.#step(target)) {
      // each step fires one timer and lets its consequences run
    }
    this.#now = target
  }

  /** Advances from timer to timer until `done` holds; throws when `limitMs` of virtual time was not enough. */
  async runUntil(
    done: () => boolean | Promise<boolean>,
    options: { readonly limitMs: number },
  ): Promise<void> {
    const target = this.#now + options.limitMs
    await this.#settle()
    while (!(await done())) {
      if (!(await this.#step(target)))
        throw new Error(`condition not met within ${options.limitMs} ms of virtual time`)
    }
  }

  async #step(target: number): Promise<boolean> {
    for (;;) {
      const next = this.#timers.peek()
      if (next === undefined || next.due > target) return false
      this.#timers.pop()
      const { fire } = next
      if (fire === undefined) continue
      next.fire = undefined
      this.#pending--
      this.#now = Math.max(this.#now, next.due)
      fire()
      await this.#settle()
      return true
    }
  }
}
