// A list of things numbered by consecutive revisions, added at the end and dropped at the front: the recent changes
// that watchers share, and the memory backend's history.
import { assert } from '../base/assert.ts'

export class RevisionLog<T> {
  #items: (T | undefined)[] = []
  #head = 0
  #first: number

  /** `first` is the revision of the first item to be added. */
  constructor(first: number) {
    this.#first = first
  }

  /** The oldest revision held (that of the next item when there is none). */
  get first(): number {
    return this.#first
  }

  /** The revision that the next item has. */
  get next(): number {
    return this.#first + this.#items.length - this.#head
  }

  get size(): number {
    return this.#items.length - this.#head
  }

  append(revision: number, item: T): void {
    assert(revision === this.next, 'revisions follow one another without a gap')
    this.#items.push(item)
  }

  at(revision: number): T | undefined {
    return revision < this.#first ? undefined : this.#items[this.#head + revision - this.#first]
  }

  /** Removes and returns the oldest item. */
  shift(): T | undefined {
    if (this.size === 0) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head] = undefined
    this.#head++
    this.#first++
    this.#tidy()
    return item
  }

  // Moves what is left only when at least as much was dropped, so that a shift costs a constant on average.
  #tidy(): void {
    if (this.#head < 1_024 || this.#head * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }
}
