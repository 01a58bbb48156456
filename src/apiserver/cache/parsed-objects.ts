// Keeps the parsed forms of the entries used last, and only so many of them: what the garbage collector walks stays
// small however many objects the cluster has.
import type { KubeObject } from '../../machinery/kind.ts'
import type { Entry } from './entry.ts'
import { parseStored } from './stored-json.ts'

const capacity = 4096

export class ParsedObjects {
  readonly #ring: (Entry | undefined)[] = new Array(capacity)
  #next = 0

  /** The entry's object, shared: nobody may change it. */
  read(entry: Entry): KubeObject {
    if (entry.parsed !== undefined) return entry.parsed
    const parsed = parseStored<KubeObject>(entry.bytes)
    this.keep(entry, parsed)
    return parsed
  }

  /** Remembers the parsed form of an entry, in place of the one that was remembered longest ago. */
  keep(entry: Entry, parsed: KubeObject): void {
    const evicted = this.#ring[this.#next]
    if (evicted !== undefined) evicted.parsed = undefined
    this.#ring[this.#next] = entry
    this.#next = (this.#next + 1) % capacity
    entry.parsed = parsed
  }
}
