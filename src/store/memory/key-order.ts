// The keys of the memory backend in byte order: a list of short sorted runs, so that adding a key moves a few hundred
// others at most and a prefix is found by two binary searches.
import { compareKeys } from '../keys.ts'

const longestRun = 512

export class KeyOrder {
  /** None is empty; all keys of a run come before those of the next. */
  readonly #runs: string[][] = []

  add(key: string): void {
    const run = this.#runs[this.#runAt(key)]
    if (run === undefined) {
      this.#runs.push([key])
      return
    }
    const index = search(run, key)
    if (run[index] === key) return
    run.splice(index, 0, key)
    if (run.length > longestRun) this.#split(run)
  }

  delete(key: string): void {
    const at = this.#runAt(key)
    const run = this.#runs[at]
    if (run === undefined) return
    const index = search(run, key)
    if (run[index] !== key) return
    run.splice(index, 1)
    if (run.length === 0) this.#runs.splice(at, 1)
  }

  /** Keys at or after `start`, in order. The keys must not change meanwhile. */
  *from(start: string): Generator<string> {
    let at = this.#runAt(start)
    let index = search(this.#runs[at] ?? [], start)
    for (; at < this.#runs.length; at++) {
      const run = this.#runs[at] ?? []
      for (; index < run.length; index++) yield run[index] ?? ''
      index = 0
    }
  }

  // The run that holds `key` or would: the last one that begins at or before it (the first where none does).
  #runAt(key: string): number {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareKeys(this.#runs[middle]?.[0] ?? '', key) <= 0) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  #split(run: string[]): void {
    this.#runs.splice(this.#runs.indexOf(run) + 1, 0, run.splice(run.length >> 1))
  }
}

/** The index of the first key at or after `key`. */
function search(run: readonly string[], key: string): number {
  let low = 0
  let high = run.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareKeys(run[middle] ?? '', key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
