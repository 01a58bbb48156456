// Gives out numbers of a range: addresses and ports by their offset. The first part of the range is left to those who
// ask for a number by name, and used for others only when the rest is full.
// Upstream: pkg/registry/core/service/allocator/bitmap.go.
import { type Rng, randomInt } from '../../../base/rng.ts'

export class NumberPool {
  readonly size: number
  readonly #reserved: number
  readonly #rng: Rng
  readonly #taken = new Set<number>()

  constructor(options: { readonly size: number; readonly reserved: number; readonly rng: Rng }) {
    this.size = options.size
    this.#reserved = options.reserved
    this.#rng = options.rng
  }

  get free(): number {
    return this.size - this.#taken.size
  }

  has(number: number): boolean {
    return this.#taken.has(number)
  }

  /** False where it is taken. */
  take(number: number): boolean {
    if (this.#taken.has(number)) return false
    this.#taken.add(number)
    return true
  }

  /** Any free number; undefined where there is none. */
  takeAny(): number | undefined {
    return this.#takeFrom(this.#reserved, this.size) ?? this.#takeFrom(0, this.#reserved)
  }

  #takeFrom(from: number, to: number): number | undefined {
    const width = to - from
    if (width <= 0) return undefined
    const start = randomInt(this.#rng, width)
    for (let step = 0; step < width; step++) {
      const number = from + ((start + step) % width)
      if (this.take(number)) return number
    }
    return undefined
  }

  release(number: number): void {
    this.#taken.delete(number)
  }
}

/** Upstream: pkg/registry/core/service/ipallocator calculateRangeOffset: a sixteenth, between 16 and 256. */
export function reservedAddresses(size: number): number {
  if (size <= 16) return 0
  return Math.min(Math.max(16, Math.floor(size / 16)), 256)
}

/** Upstream: pkg/registry/core/service/portallocator calculateRangeOffset: a thirty-second, between 16 and 128. */
export function reservedPorts(size: number): number {
  if (size <= 16) return 0
  return Math.min(Math.max(16, Math.floor(size / 32)), 128)
}
