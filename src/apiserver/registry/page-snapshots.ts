// Snapshots that half-read lists may come back for: the newest few, for five minutes at most.
import type { Clock } from '../../base/clock.ts'
import type { ResourceCache, View } from '../cache/resource-cache.ts'

const limit = 32
const maxAgeMs = 5 * 60_000

/** A state that may hold the keys under a prefix alone. */
export interface ScopedView extends View {
  /** '' where it holds all. */
  readonly scope: string
}

interface Kept {
  readonly cache: ResourceCache
  readonly view: ScopedView
  readonly atMs: number
}

export class PageSnapshots {
  readonly #clock: Clock
  #kept: Kept[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A view that holds at least what lies under the scope. */
  get(
    cache: ResourceCache,
    wanted: { readonly revision: number; readonly scope: string },
  ): ScopedView | undefined {
    this.#expire()
    const { revision, scope } = wanted
    const fits = ({ view }: Kept) => view.revision === revision && (view.scope === '' || view.scope === scope)
    return this.#kept.find((kept) => kept.cache === cache && fits(kept))?.view
  }

  keep(cache: ResourceCache, view: ScopedView): void {
    if (this.get(cache, view) !== undefined) return
    this.#kept.push({ cache, view, atMs: this.#clock.now() })
    if (this.#kept.length > limit) this.#kept.shift()
  }

  #expire(): void {
    const oldest = this.#clock.now() - maxAgeMs
    if (this.#kept.some(({ atMs }) => atMs < oldest))
      this.#kept = this.#kept.filter(({ atMs }) => atMs >= oldest)
  }
}
