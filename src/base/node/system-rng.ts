// Randomness fit for secrets, from the operating system, asked for a page at a time: most wants are 16 bytes.
import { randomFillSync, randomInt } from 'node:crypto'
import type { Rng } from '../rng.ts'

const scale = 2 ** 47
const pool = Buffer.alloc(4096)
let used = pool.length

export const systemRng: Rng = {
  next: () => randomInt(scale) / scale,
  bytes(length) {
    if (length > pool.length) return randomFillSync(new Uint8Array(length))
    if (used + length > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const taken = Uint8Array.prototype.slice.call(pool, used, used + length)
    // What has been given out is not kept.
    pool.fill(0, used, used + length)
    used += length
    return taken
  },
}
