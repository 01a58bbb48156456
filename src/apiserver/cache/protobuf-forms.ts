// Objects in protobuf, made when first asked for and kept while there is room: one event goes to many watchers, and what
// was listed is often asked for again. The oldest goes first.
import { writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import type { ObjectSchema } from '../../machinery/schema/schema.ts'
import type { Entry } from './entry.ts'
import { parseStored } from './stored-json.ts'

const maxBytes = 32 * 1024 * 1024

export class ProtobufForms {
  readonly #kept = new Map<Entry, Uint8Array>()
  #bytes = 0

  /** The entry's message, shared: nobody may change it. */
  of(entry: Entry, schema: ObjectSchema): Uint8Array {
    const known = this.#kept.get(entry)
    if (known !== undefined) return known
    // Copied, since the writer's buffer is longer than what was written.
    const message = writeProtobuf(schema, entry.parsed ?? parseStored<object>(entry.bytes)).slice()
    this.#kept.set(entry, message)
    this.#bytes += message.length
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= maxBytes) break
      this.#kept.delete(oldest)
      this.#bytes -= length
    }
    return message
  }
}
