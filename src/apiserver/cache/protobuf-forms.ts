// Objects in protobuf, made when first asked for and kept while there is room: one event goes to many watchers, and what
// was listed is often asked for again. The oldest goes first.
import { writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import type { ObjectSchema } from '../../machinery/schema/schema.ts'
import type { Entry } from './entry.ts'
import { parseStored } from './stored-json.ts'

const maxBytes = 8 * 1024 * 1024

export class ProtobufForms {
  readonly #known = new Map<Entry, Uint8Array>()
  /** In the order in which they were made: a Map's oldest key is slow to find among those it has lost. */
  #made: Entry[] = []
  #oldest = 0
  #bytes = 0
  /** How many had been made at the last trim, counted from the start of `#made`. */
  #mark = 0

  /** The entry's message, shared: nobody may change it. */
  of(entry: Entry, schema: ObjectSchema): Uint8Array {
    const known = this.#known.get(entry)
    if (known !== undefined) return known
    // Copied, since the writer's buffer is longer than what was written.
    const message = writeProtobuf(schema, entry.parsed ?? parseStored<object>(entry.bytes)).slice()
    this.#known.set(entry, message)
    this.#made.push(entry)
    this.#bytes += message.length
    while (this.#bytes > maxBytes && this.#oldest < this.#made.length - 1) this.#drop()
    this.#tidy()
    return message
  }

  /** Forgets what was made before the last trim. */
  trim(): void {
    while (this.#oldest < this.#mark) this.#drop()
    this.#mark = this.#made.length
    this.#tidy()
  }

  #drop(): void {
    const oldest = this.#made[this.#oldest++] as Entry
    this.#bytes -= this.#known.get(oldest)?.length ?? 0
    this.#known.delete(oldest)
  }

  #tidy(): void {
    if (this.#oldest < this.#made.length && (this.#oldest < 1024 || this.#oldest < this.#made.length / 2))
      return
    this.#made = this.#made.slice(this.#oldest)
    this.#mark = Math.max(0, this.#mark - this.#oldest)
    this.#oldest = 0
  }
}
