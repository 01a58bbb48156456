// The few values seen last of which one may be met again: objects made from one template come in rows. It bounds what is
// kept, and soon stops keeping where nothing is ever met again.

const kept = 4
/** After so many misses in a row only every so many-th value is kept: not all have templates. */
const patience = 16

export class RecentFew<T> {
  /** Met last, first. */
  readonly #known: T[] = []
  #misses = 0

  /** The value that passes the test; undefined for none. */
  find(test: (known: T) => boolean): T | undefined {
    const known = this.#known
    for (let at = 0; at < known.length; at++) {
      const one = known[at] as T
      if (!test(one)) continue
      this.#misses = 0
      if (at > 0) {
        known.splice(at, 1)
        known.unshift(one)
      }
      return one
    }
    return undefined
  }

  /** After a search in vain: keeps what `make` gives, unless patience has run out. */
  add(make: () => T | undefined): void {
    this.#misses++
    if (this.#misses > patience && this.#misses % patience !== 0) return
    const made = make()
    if (made === undefined) return
    this.#known.unshift(made)
    if (this.#known.length > kept) this.#known.pop()
  }
}
