// The latest events of a resource, for watches that start a little in the past. Bounded by number, bytes and age.
import type { CacheEvent } from './cache-event.ts'

const maxEvents = 16_384
const maxBytes = 16 * 1024 * 1024
const maxAgeMs = 5 * 60_000
/** So much stays however old it is: where little happens, a client may be away for long. */
const quietBytes = 1024 * 1024

interface Kept {
  readonly event: CacheEvent
  readonly atMs: number
}

/** In the place of one that has been let go. */
const dropped: Kept | undefined = undefined

export class EventHistory {
  #kept: (Kept | undefined)[] = []
  #head = 0
  #bytes = 0
  /** Events after this revision are all here. */
  #floor: number

  constructor(floor: number) {
    this.#floor = floor
  }

  get floor(): number {
    return this.#floor
  }

  add(event: CacheEvent, nowMs: number): void {
    this.#kept.push({ event, atMs: nowMs })
    this.#bytes += sizeOf(event)
    while (this.#overfull(nowMs)) this.#drop()
  }

  /** Lets go of what is too old and not small, where nothing new comes that would push it out. */
  trim(nowMs: number): void {
    while (this.#bytes > quietBytes && this.#isOld(this.#kept[this.#head] as Kept, nowMs)) this.#drop()
  }

  #isOld({ atMs }: Kept, nowMs: number): boolean {
    return nowMs - atMs > maxAgeMs
  }

  #overfull(nowMs: number): boolean {
    const count = this.#kept.length - this.#head
    if (count <= 1) return false
    const oldest = this.#kept[this.#head] as Kept
    return count > maxEvents || this.#bytes > maxBytes || this.#isOld(oldest, nowMs)
  }

  #drop(): void {
    const { event } = this.#kept[this.#head] as Kept
    this.#kept[this.#head++] = dropped
    this.#bytes -= sizeOf(event)
    this.#floor = event.revision
    if (this.#head < 1024 || this.#head < this.#kept.length / 2) return
    this.#kept = this.#kept.slice(this.#head)
    this.#head = 0
  }

  /** Events after `revision`, oldest first. Only meaningful for revisions at or above the floor. */
  *after(revision: number): Generator<CacheEvent, undefined> {
    let low = this.#head
    let high = this.#kept.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#kept[middle] as Kept).event.revision <= revision) low = middle + 1
      else high = middle
    }
    for (let i = low; i < this.#kept.length; i++) yield (this.#kept[i] as Kept).event
  }
}

function sizeOf(event: CacheEvent): number {
  return event.previous?.bytes.length ?? 64
}
