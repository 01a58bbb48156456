// Choices from a seed, and the words that have broken readers of user input before.
import { type Rng, randomInt } from '../../src/base/rng.ts'

export class Dice {
  readonly rng: Rng

  constructor(rng: Rng) {
    this.rng = rng
  }

  pick<T>(items: readonly T[]): T {
    return items[randomInt(this.rng, items.length)] as T
  }

  chance(oneIn: number): boolean {
    return randomInt(this.rng, oneIn) === 0
  }

  below(limit: number): number {
    return randomInt(this.rng, limit)
  }

  times<T>(most: number, make: () => T): T[] {
    return Array.from({ length: randomInt(this.rng, most + 1) }, make)
  }

  word(): string {
    return this.pick(words)
  }
}

const names = ['a', 'default', 'kube-system', 'fuzz', 'other', 'x'.repeat(300), 'ü', 'A', 'a.b', 'a_b', 'a/b']
const lookups = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '$patch', '$retainKeys', '.', '..']
const escapes = [
  '',
  '%2e%2e',
  '%2f',
  '%00',
  '%zz',
  '%c0%af',
  '\\',
  "'",
  '"',
  ';',
  '$(id)',
  '\u0000',
  '\ud800',
  '\n',
]
const numbers = [
  '0',
  '-1',
  '1e9',
  '9223372036854775808',
  '18446744073709551616',
  '01',
  '0x10',
  'NaN',
  'Infinity',
]
const quantities = [
  ...['1Ei', '.5m', '1e-400', '5u', '1e999999999', '1_000', '1Gi ', '-0', '1E', '1e+', '.', '1.2.3', '+1k'],
  ...['9'.repeat(400), '0.0000000000001', '1ki', '١', '1e18446744073709551616', '999999999999999999999Ei'],
]
const selectors = [
  ...[
    'in (a,b)',
    'a in (',
    '!a',
    'a=b,c!=d',
    'a\\,b=c',
    '(',
    'a notin ()',
    'a>1',
    'a>x',
    ',,',
    'a==b=c',
    '! a',
  ],
  ...['metadata.name=x', 'metadata.namespace!=y', 'spec.nodeName=', 'status.phase=\\=', 'x.y.z=1', '=', '!='],
]
const others = [
  ...[
    '-',
    '*',
    'null',
    'true',
    '{}',
    '[]',
    '2026-02-30T00:00:00Z',
    '0000-00-00T99:99:99Z',
    '10.0.0.0/33',
    '::1',
  ],
  ...['@hourly', '*/0 * * * *', '60 24 32 13 8', 'TZ=x * * * * *', '10%', '-1%', '999999999999%', '^(a+)+$'],
]

export const words: readonly string[] = [
  ...names,
  ...lookups,
  ...escapes,
  ...numbers,
  ...quantities,
  ...selectors,
  ...others,
]
export const oddQuantities = quantities
export const oddSelectors: readonly string[] = [...selectors, ...lookups, ...escapes]
