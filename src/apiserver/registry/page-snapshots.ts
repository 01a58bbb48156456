// Snapshots that half-read lists may come back for: the newest few, for five minutes at most.
import type { Clock } from '../../base/clock.ts'
import type { ResourceCache, View } from '../cache/resource-cache.ts'

const limit = 32
const maxAgeMs = 5 * 60_000

interface Kept {
  readonly cache: ResourceCache
  readonly view: View
  readonly atMs: number
}

export class PageSnapshots {
  readonly #clock: Clock
  #kept: Kept[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get(cache: ResourceCache, revision: number): View | undefined {
    this.#expire()
    return this.#kept.find((kept) => kept.cache === cache && kept.view.revision === revision)?.view
  }

  keep(cache: ResourceCache, view: View): void {
    if (this.get(cache, view.revision) !== undefined) return
    this.#kept.push({ cache, view, atMs: this.#clock.now() })
    if (this.#kept.length > limit) this.#kept.shift()
  }

  #expire(): void {
    const oldest = this.#clock.now() - maxAgeMs
    if (this.#kept.some(({ atMs }) => atMs < oldest))
      this.#kept = this.#kept.filter(({ atMs }) => atMs >= oldest)
  }
}
