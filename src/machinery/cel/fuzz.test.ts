// Expressions come from users: whatever they are, compile() gives a program or a fault, and evaluate() a value or a fault.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Rng, randomInt, seededRng } from '../../base/rng.ts'
import { bool, dyn, int, listOf, mapOf, string } from './cel-type.ts'
import { type Compiled, compile, evaluate } from './program.ts'

const variables = { self: dyn, l: listOf(int), m: mapOf(string, dyn), s: string, b: bool }
const self = JSON.parse(
  '{"a":[1,2.5,"x",null,true,{"__proto__":1}],"b":{"c":"2024-01-01T00:00:00Z"},"n":-7,"s":"1Gi","ip":"10.0.0.0/8"}',
)
const bindings = { self, l: [3, 1, 2], m: self, s: 'text/1.2.3', b: true }

const atoms = [
  ...[
    'self',
    'self.a',
    'self.b.c',
    'self.n',
    'self.s',
    'l',
    'm',
    's',
    'b',
    '1',
    '-1',
    '2u',
    '1.5',
    '"x"',
    "b'y'",
  ],
  ...[
    'null',
    'true',
    '[]',
    '{}',
    '[1, 2]',
    '{"k": 1}',
    'self.a[5]',
    'self.?z',
    'm["a"]',
    'duration("1h")',
    'int',
  ],
  ...[
    'timestamp("2024-01-01T00:00:00Z")',
    'optional.none()',
    'ip("::1")',
    'cidr(self.ip)',
    'quantity(self.s)',
  ],
  ...[
    'semver("1.2.3")',
    'url("https://a/b")',
    'format.uuid()',
    '9223372036854775807',
    '"%s %d"',
    'type(self)',
  ],
]
const methods = [
  ...[
    'size',
    'min',
    'max',
    'sum',
    'isSorted',
    'hasValue',
    'value',
    'getHours',
    'trim',
    'lowerAscii',
    'join',
    'family',
  ],
  ...[
    'isInteger',
    'asInteger',
    'masked',
    'getHost',
    'getQuery',
    'major',
    'sign',
    'prefixLength',
    'getSeconds',
  ],
]
const methodsOfOne = [
  ...[
    'contains',
    'matches',
    'find',
    'findAll',
    'split',
    'charAt',
    'substring',
    'indexOf',
    'format',
    'or',
    'orValue',
  ],
  ...[
    'isLessThan',
    'containsIP',
    'containsCIDR',
    'add',
    'validate',
    'getHours',
    'startsWith',
    'lastIndexOf',
    'join',
  ],
]
const macros = ['all', 'exists', 'exists_one', 'map', 'filter', 'optMap', 'optFlatMap']
const operators = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', 'in']
const functions = [
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'bool',
  'type',
  'dyn',
  'size',
  'isIP',
  'isQuantity',
]

function pick<T>(list: readonly T[], rng: Rng): T {
  return list[randomInt(rng, list.length)] as T
}

function expression(depth: number, rng: Rng): string {
  if (depth === 0) return pick(atoms, rng)
  const inner = () => expression(randomInt(rng, depth), rng)
  switch (randomInt(rng, 9)) {
    case 0:
      return `(${inner()}).${pick(methods, rng)}()`
    case 1:
      return `dyn(${inner()}).${pick(methodsOfOne, rng)}(${inner()})`
    case 2:
      return `dyn(${inner()}).${pick(macros, rng)}(x, ${inner()})`
    case 3:
      return `(${inner()}) ${pick(operators, rng)} dyn(${inner()})`
    case 4:
      return `${pick(functions, rng)}(${inner()})`
    case 5:
      return `(b ? ${inner()} : dyn(${inner()}))`
    case 6:
      return `dyn(${inner()})[${pick(['', '?'], rng)}dyn(${inner()})]`
    case 7:
      return `[dyn(${inner()}), ${inner()}].transformMap(i, v, ${inner()})`
    default:
      return `{dyn(${inner()}): ${inner()}}`
  }
}

/** Now and then something goes missing or comes in. */
function damaged(text: string, rng: Rng): string {
  if (randomInt(rng, 10) < 7) return text
  const at = randomInt(rng, text.length)
  return (
    text.slice(0, at) +
    pick(['', '"', '(', '.', '?', '\u0000', '😀', '`', '%', '{'], rng) +
    text.slice(at + 1)
  )
}

/** Estimates are made of everything. */
const sizes = (path: readonly string[]) => (path.length > 1 ? { min: 0n, max: 100n } : undefined)

test('compile() and evaluate() never throw', () => {
  const rng = seededRng(20_240_101)
  const seen = { values: 0, faults: 0, compileFaults: 0 }
  for (let i = 0; i < 1500; i++) {
    const text = damaged(expression(4, rng), rng)
    let compiled: Compiled
    try {
      compiled = compile(text, { variables, bindings: true, sizes })
      if (compiled.program === undefined) {
        seen.compileFaults++
        continue
      }
      const result = evaluate(compiled.program, bindings, { costLimit: 100_000 })
      if (result.fault === undefined) seen.values++
      else seen.faults++
    } catch (cause) {
      throw new Error(`${text} threw`, { cause })
    }
  }
  assert.ok(Math.min(seen.values, seen.faults, seen.compileFaults) > 50, JSON.stringify(seen))
})

test('compile() stays small whatever is written', () => {
  const many = (part: string, joint: string, count: number): string => Array(count).fill(part).join(joint)
  /** Types twice as large at every step. */
  const doubling = Array.from({ length: 60 }, (_, i) => i).reduceRight(
    (inner, i) => `cel.bind(v${i + 1}, {v${i}: v${i}}, ${inner})`,
    'true',
  )
  const outcomes = {
    [many('b == b', '&&', 4000)]: undefined,
    [`[${many('[]', ',', 5000)}].size() > 0`]: undefined,
    [`(${many('[]', '+', 900)}).size() > 0`]: undefined,
    [`${'['.repeat(240)}${']'.repeat(240)}.size() > 0`]: undefined,
    [`cel.bind(v0, {1: 1}, ${doubling})`]: /unsupported key type/,
    [`optional.of(1)${'.optMap(x, x)'.repeat(200)}.hasValue()`]: undefined,
    [`[1]${'.sortBy(x, x)'.repeat(200)}.size() > 0`]: undefined,
    [`[1]${'.map(x, x)'.repeat(400)}.size() > 0`]: undefined,
    [many('zz', '||', 5000)]: /4900 more errors were truncated$/,
    ['('.repeat(99_999)]: /expression recursion limit exceeded: 250/,
    [`"""${'"a'.repeat(40_000)}`]: /token recognition error/,
    ['1'.repeat(99_999)]: /invalid int literal/,
  }
  for (const [text, expected] of Object.entries(outcomes)) {
    const { fault } = compile(text, { variables, bindings: true, sizes })
    if (expected === undefined) assert.equal(fault, undefined, text.slice(0, 50))
    else assert.match(fault ?? '', expected, text.slice(0, 50))
    assert.ok((fault ?? '').length < 5_000_000)
  }
})
