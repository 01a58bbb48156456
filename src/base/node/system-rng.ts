// Randomness fit for secrets, from the operating system.
import { randomBytes, randomInt } from 'node:crypto'
import type { Rng } from '../rng.ts'

const scale = 2 ** 47

export const systemRng: Rng = {
  next: () => randomInt(scale) / scale,
  bytes: (length) => new Uint8Array(randomBytes(length)),
}
