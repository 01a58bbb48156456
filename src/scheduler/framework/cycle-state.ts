// What plugins remember between the extension points of one scheduling cycle. Preemption works on clones of it.
import type { PodInfo } from '../cache/pod-info.ts'

/** Names a value in the cycle state and says how preemption copies it; without `clone` it is shared. */
export interface StateKey<T> {
  readonly name: string
  readonly clone?: (value: T) => T
}

export function stateKey<T>(name: string, clone?: (value: T) => T): StateKey<T> {
  return clone === undefined ? { name } : { name, clone }
}

export class CycleState {
  /** The pod of this cycle with what is computed from it once. */
  readonly podInfo: PodInfo
  readonly #values = new Map<StateKey<unknown>, unknown>()
  /** Plugins whose preFilter said Skip: their filter, addPod and removePod are not called. */
  skipFilter: ReadonlySet<string> = new Set()
  /** Plugins whose preScore said Skip. */
  skipScore: ReadonlySet<string> = new Set()

  constructor(podInfo: PodInfo) {
    this.podInfo = podInfo
  }

  read<T>(key: StateKey<T>): T | undefined {
    return this.#values.get(key as StateKey<unknown>) as T | undefined
  }

  write<T>(key: StateKey<T>, value: T): void {
    this.#values.set(key as StateKey<unknown>, value)
  }

  clone(): CycleState {
    const copy = new CycleState(this.podInfo)
    copy.skipFilter = this.skipFilter
    copy.skipScore = this.skipScore
    for (const [key, value] of this.#values) copy.#values.set(key, key.clone ? key.clone(value) : value)
    return copy
  }
}
