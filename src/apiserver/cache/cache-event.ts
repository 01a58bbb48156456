// A change of one object, shared by all watchers of its resource and kept for a while for those that come late.
import { type Entry, replaceRevision } from './entry.ts'

export class CacheEvent {
  readonly revision: number
  /** The new state; undefined when the object was deleted. */
  readonly entry: Entry | undefined
  readonly previous: Entry | undefined
  #tombstone: Entry | undefined

  constructor(revision: number, entry: Entry | undefined, previous: Entry | undefined) {
    this.revision = revision
    this.entry = entry
    this.previous = previous
  }

  get key(): string {
    return (this.entry ?? (this.previous as Entry)).key
  }

  /** The last state with this event's resourceVersion: what those see who lose the object. */
  tombstone(): Entry {
    if (this.#tombstone === undefined) {
      const last = (this.previous ?? this.entry) as Entry
      const bytes = replaceRevision(last.bytes, this.revision)
      this.#tombstone = { ...last, revision: this.revision, bytes, parsed: undefined }
    }
    return this.#tombstone
  }
}
