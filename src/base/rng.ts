// Randomness as a parameter: seeded in tests and simulations, from the system in production (node/system-rng.ts).
import { inOnePiece } from './text.ts'

export interface Rng {
  /** A float in [0, 1). */
  next(): number
  /** Fills and returns `length` random bytes. */
  bytes(length: number): Uint8Array
}

/** A whole number in [0, below). */
export function randomInt(rng: Rng, below: number): number {
  return Math.floor(rng.next() * below)
}

// Upstream: apimachinery pkg/util/rand: no vowels, no easily confused characters.
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** A random suffix as generateName and pod names carry it. */
export function randomSuffix(rng: Rng, length = 5): string {
  let text = ''
  for (let i = 0; i < length; i++) text += nameAlphabet[randomInt(rng, nameAlphabet.length)]
  return text
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => (byte + 0x100).toString(16).slice(1))

/** A random (version 4) UUID. */
export function uuid(rng: Rng): string {
  const bytes = rng.bytes(16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const text: string[] = []
  for (const [at, byte] of bytes.entries()) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text.push('-')
    text.push(hexOfByte[byte] as string)
  }
  return inOnePiece(...text)
}

/** A repeatable generator (xoshiro128** seeded by splitmix32). Never for secrets. */
export function seededRng(seed: number): Rng {
  let mix = seed >>> 0
  const splitmix = () => {
    mix = (mix + 0x9e3779b9) >>> 0
    let z = mix
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix()]
  const next32 = () => {
    const rotated = Math.imul(b, 5)
    const result = Math.imul((rotated << 7) | (rotated >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  return {
    next: () => next32() / 0x1_0000_0000,
    bytes: (length) => Uint8Array.from({ length }, () => next32() & 0xff),
  }
}
