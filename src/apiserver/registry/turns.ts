// Writers of one object that came too late the first time go on in turn: if all tried again at once, each write would cost
// every other one a try. Only those wait that have lost a race; a first try waits for nobody.
import { conflict, optimisticLockMessage } from '../../machinery/status-error.ts'
import { nameOf } from '../cache/entry.ts'
import type { ResourceCache } from '../cache/resource-cache.ts'
import type { Resource } from './resource.ts'

export class Turns {
  /** The end of the last turn that has been asked for, by key. */
  readonly #ends = new Map<string, Promise<void>>()

  /** Resolves when all who asked before have disposed of their turns. */
  async take(key: string): Promise<Disposable> {
    const before = this.#ends.get(key)
    const { promise: end, resolve } = Promise.withResolvers<void>()
    this.#ends.set(key, end)
    await before
    return {
      [Symbol.dispose]: () => {
        if (this.#ends.get(key) === end) this.#ends.delete(key)
        resolve()
      },
    }
  }
}

const turns = new WeakMap<ResourceCache, Turns>()

/** The turns at the objects of a cache, in whatever version they are written. */
function turnsOf(cache: ResourceCache): Turns {
  let found = turns.get(cache)
  if (found === undefined) {
    found = new Turns()
    turns.set(cache, found)
  }
  return found
}

/** In all. Of one who has the turn: only first tries of others can come in between. */
const attempts = 100

/** Tries until `attempt` gives something: undefined where another write came between. Throws StatusError 409 in the end. */
export async function untilWritten<T>(
  { resource, key }: { readonly resource: Resource; readonly key: string },
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const first = await attempt()
  if (first !== undefined) return first
  using _ = await turnsOf(resource.cache).take(key)
  for (let made = 1; made < attempts; made++) {
    const result = await attempt()
    if (result !== undefined) return result
  }
  throw conflict(resource.subject, nameOf(key), optimisticLockMessage)
}
