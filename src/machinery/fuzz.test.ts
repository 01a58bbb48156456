// Whatever comes in, the readers of user input either answer or throw their own error; nothing else escapes, nothing hangs.
// The six that audits found faults in upstream: quantities, label selectors, strategic merge, round trips, and the codecs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Rng, randomInt, seededRng } from '../base/rng.ts'
import { CodecError } from './codec/codec-error.ts'
import { toYaml } from './codec/to-yaml.ts'
import { parseYaml } from './codec/yaml.ts'
import { equalJson } from './json-value.ts'
import { applyJsonPatch } from './patch/json-patch.ts'
import { PatchError } from './patch/patch-error.ts'
import { applyStrategicMergePatch } from './patch/strategic-merge.ts'
import { canonicalQuantity, compareQuantity } from './quantity/quantity.ts'
import { list, map, object, opt, req, string } from './schema/schema.ts'
import { parseFieldSelector } from './selectors/fields.ts'
import { parseLabelSelector } from './selectors/label-parser.ts'
import { formatSelector, SelectorError } from './selectors/labels.ts'

const pick = <T>(rng: Rng, items: readonly T[]): T => items[randomInt(rng, items.length)] as T

function joined(rng: Rng, bits: readonly string[], most: number): string {
  return Array.from({ length: randomInt(rng, most) }, () => pick(rng, bits)).join('')
}

test('canonicalQuantity() survives random text', () => {
  const rng = seededRng(21)
  const bits = [
    '0',
    '1',
    '9',
    '000',
    '.',
    '-',
    '+',
    'e',
    'E',
    'i',
    'm',
    'n',
    'k',
    'K',
    'G',
    ' ',
    'x',
    '999999999',
  ]
  for (let i = 0; i < 5000; i++) {
    const text = joined(rng, bits, 8)
    const canonical = canonicalQuantity(text)
    if (canonical !== undefined) assert.equal(compareQuantity(canonical, text), 0, text)
  }
})

test('parseLabelSelector() survives random text, and what it reads it reads again', () => {
  const rng = seededRng(22)
  const bits = [
    'a',
    'b/c',
    '=',
    '==',
    '!=',
    '!',
    ',',
    '(',
    ')',
    ' in ',
    ' notin ',
    '>',
    '<',
    '1',
    ' ',
    'in',
    '-',
    '\0',
  ]
  for (let i = 0; i < 5000; i++) {
    const text = joined(rng, bits, 9)
    try {
      const printed = formatSelector(parseLabelSelector(text))
      assert.equal(formatSelector(parseLabelSelector(printed)), printed, text)
    } catch (error) {
      assert(error instanceof SelectorError, `${JSON.stringify(text)}: ${error}`)
    }
  }
})

test('parseFieldSelector() survives random text', () => {
  const rng = seededRng(29)
  const bits = ['a', 'metadata.name', '=', '==', '!=', ',', '\\', '\\,', ' ', '\0', '\n', 'é']
  for (let i = 0; i < 5000; i++) {
    const text = joined(rng, bits, 9)
    try {
      for (const { field, value } of parseFieldSelector(text).terms)
        assert.doesNotMatch(field + value, /undefined/)
    } catch (error) {
      assert(error instanceof SelectorError, `${JSON.stringify(text)}: ${error}`)
    }
  }
})

test('parseYaml() survives random text', () => {
  const rng = seededRng(23)
  const bits = [
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '&a ',
    '*a',
    '|',
    '>',
    '#',
    '? ',
    '!!int ',
    '---\n',
    '1',
    '<<',
    '\t',
    '%',
    '@',
    '\\',
  ]
  for (let i = 0; i < 3000; i++) {
    const text = joined(rng, bits, 12)
    try {
      parseYaml(text)
    } catch (error) {
      assert(error instanceof CodecError, `${JSON.stringify(text)}: ${error}`)
    }
  }
})

const keys = [
  'a',
  'b',
  'name',
  '__proto__',
  'constructor',
  '$patch',
  '$retainKeys',
  '$setElementOrder/items',
  '$deleteFromPrimitiveList/names',
  'items',
  'names',
  'yes',
  '1',
  'x y',
  '',
]

function randomValue(rng: Rng, depth: number): unknown {
  const kind = randomInt(rng, depth > 4 ? 5 : 8)
  if (kind < 2) return pick(rng, ['a', 'b', 'delete', 'replace', 'merge', '', 'x: y', ' \n z', '12', 'null'])
  if (kind === 2) return randomInt(rng, 100)
  if (kind === 3) return pick(rng, [true, false, 0.5, -3])
  if (kind === 4) return null
  if (kind === 5) return Array.from({ length: randomInt(rng, 4) }, () => randomValue(rng, depth + 1))
  return randomObject(rng, depth + 1)
}

function randomObject(rng: Rng, depth: number): object {
  const text = Array.from(
    { length: randomInt(rng, 5) },
    () => `${JSON.stringify(pick(rng, keys))}:${JSON.stringify(randomValue(rng, depth))}`,
  )
  return JSON.parse(`{${text.join(',')}}`)
}

test('parseYaml() reads back what toYaml() writes', () => {
  const rng = seededRng(24)
  for (let i = 0; i < 1000; i++) {
    const value = randomObject(rng, 0)
    const text = toYaml(value)
    assert(equalJson(parseYaml(text).value, value), text)
  }
})

const item = object('x.v1.Item', {
  name: req(1, string),
  names: opt(2, list(string, { patchStrategy: 'merge' })),
})
const root = object('x.v1.Root', {
  a: opt(1, map(string)),
  items: opt(2, list(item, { mergeKey: 'name', patchStrategy: 'merge' })),
  names: opt(3, list(string, { patchStrategy: 'merge' })),
})

test('applyStrategicMergePatch() survives random patches of random objects', () => {
  const rng = seededRng(25)
  for (let i = 0; i < 5000; i++) {
    const [original, patch] = [randomObject(rng, 0), randomObject(rng, 0)]
    const before = JSON.stringify([original, patch])
    try {
      applyStrategicMergePatch(root, original, patch)
    } catch (error) {
      assert(error instanceof PatchError, `${before}: ${error}`)
    }
    assert.equal(JSON.stringify([original, patch]), before)
  }
  assert.equal(({} as Record<string, unknown>).name, undefined)
})

test('applyJsonPatch() survives random operations', () => {
  const rng = seededRng(26)
  const ops = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'x']
  const pointer = () =>
    joined(
      rng,
      ['/a', '/items', '/0', '/-', '/-1', '/__proto__', '/constructor', '/prototype', '/~1', '~', ''],
      4,
    )
  for (let i = 0; i < 5000; i++) {
    const original = randomObject(rng, 0)
    const before = JSON.stringify(original)
    const patch = Array.from({ length: randomInt(rng, 4) }, () => ({
      op: pick(rng, ops),
      path: pointer(),
      from: pointer(),
      value: randomValue(rng, 2),
    }))
    try {
      applyJsonPatch(original, patch)
    } catch (error) {
      assert(error instanceof PatchError, `${before} ${JSON.stringify(patch)}: ${error}`)
    }
    assert.equal(JSON.stringify(original), before)
  }
  assert.equal(Object.keys(Object.prototype).length, 0)
})
