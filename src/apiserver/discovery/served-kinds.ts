// The kinds that are served at the moment, and what is derived from them: made again only when they have changed.
import type { Kind } from '../../machinery/kind.ts'

export interface ServedKinds {
  readonly kinds: readonly Kind[]
  /** Another number where the kinds are others. */
  readonly generation: number
}

/** What `make` says of the kinds, kept for as long as they are served. */
export function whileServed<T>(served: ServedKinds, make: (kinds: readonly Kind[]) => T): () => T {
  let kept: { readonly generation: number; readonly value: T } | undefined
  return () => {
    if (kept?.generation !== served.generation)
      kept = { generation: served.generation, value: make(served.kinds) }
    return kept.value
  }
}
