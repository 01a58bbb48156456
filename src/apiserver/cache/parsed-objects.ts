// Keeps the parsed forms of the entries read last, and only so many bytes' worth of them: what the garbage collector
// walks stays small however many objects the cluster has. A parsed object takes some five times its JSON.
import { sharedSet } from '../../machinery/apply/field-set.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import type { Entry } from './entry.ts'
import { parseStored } from './stored-json.ts'

const maxBytes = 4 * 1024 * 1024

export class ParsedObjects {
  /** In the order in which they were parsed. */
  #kept: Entry[] = []
  #oldest = 0
  #bytes = 0
  /** How many had been parsed at the last trim, counted from the start of `#kept`. */
  #mark = 0

  /** The entry's object, shared: nobody may change it. */
  read(entry: Entry): KubeObject {
    if (entry.parsed === undefined) {
      entry.parsed = sharingSets(parseStored<KubeObject>(entry.bytes))
      this.#keep(entry)
    }
    return entry.parsed
  }

  #keep(entry: Entry): void {
    this.#kept.push(entry)
    this.#bytes += entry.bytes.length
    while (this.#bytes > maxBytes && this.#oldest < this.#kept.length - 1) this.#evict()
    this.#tidy()
  }

  /** Forgets what was parsed before the last trim: called every minute, it keeps nothing for longer than two. */
  trim(): void {
    while (this.#oldest < this.#mark) this.#evict()
    this.#mark = this.#kept.length
    this.#tidy()
  }

  #evict(): void {
    const evicted = this.#kept[this.#oldest++] as Entry
    evicted.parsed = undefined
    this.#bytes -= evicted.bytes.length
  }

  #tidy(): void {
    if (this.#oldest < this.#kept.length && (this.#oldest < 1024 || this.#oldest < this.#kept.length / 2))
      return
    this.#kept = this.#kept.slice(this.#oldest)
    this.#mark = Math.max(0, this.#mark - this.#oldest)
    this.#oldest = 0
  }
}

/** What managers own is the same in objects from one template: kept once, it need not be read again. */
function sharingSets(obj: KubeObject): KubeObject {
  for (const entry of obj.metadata.managedFields ?? []) {
    const writable: { fieldsV1?: unknown } = entry
    if (writable.fieldsV1 !== undefined) writable.fieldsV1 = sharedSet(writable.fieldsV1)
  }
  return obj
}
