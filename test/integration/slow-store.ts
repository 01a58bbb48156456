// A real store whose calls can be held up, and whose watch can be broken.
import type { Clock } from '../../src/base/clock.ts'
import { createMemoryStore } from '../../src/store/memory/memory-store.ts'
import type { Store } from '../../src/store/store.ts'

export class SlowStore {
  readonly store: Store
  #gate: Promise<void> | undefined
  #open = () => {}
  #held: ReadonlySet<string> = new Set()
  #breaking = Promise.withResolvers<never>()

  constructor(clock: Clock) {
    const real = createMemoryStore({ clock })
    this.store = new Proxy(real, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        const call = (...args: unknown[]) => Reflect.apply(value, target, args)
        if (name === 'watch') return (...args: unknown[]) => this.#watch(call(...args))
        return name === 'put' || name === 'list'
          ? (...args: unknown[]) => this.#later(String(name), () => call(...args))
          : call
      },
    })
  }

  async #later(name: string, act: () => unknown): Promise<unknown> {
    if (this.#held.has(name)) await this.#gate
    return act()
  }

  async *#watch(batches: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    const iterator = batches[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await Promise.race([iterator.next(), this.#breaking.promise])
      if (done === true) return
      yield value
    }
  }

  hold(...names: readonly string[]): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#gate = promise
    this.#open = resolve
    this.#held = new Set(names)
  }

  release(): void {
    this.#held = new Set()
    this.#open()
  }

  breakWatch(): void {
    const { reject } = this.#breaking
    this.#breaking = Promise.withResolvers<never>()
    this.#breaking.promise.catch(() => {})
    reject(new Error('the store went away'))
  }
}
