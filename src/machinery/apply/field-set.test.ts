import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Rng, randomInt, seededRng } from '../../base/rng.ts'
import {
  containsSet,
  difference,
  emptySet,
  equalSets,
  type FieldSet,
  hasPath,
  intersection,
  keptText,
  leaves,
  parseFieldSet,
  pathsOf,
  recursiveDifference,
  setOf,
  sharedSet,
  sortedSet,
  union,
} from './field-set.ts'
import { canonicalElement, pathText } from './path-element.ts'

const elements = ['f:a', 'f:b', 'f:__proto__', 'k:{"name":"a"}', 'v:1', 'i:0']

function randomPaths(rng: Rng): string[][] {
  return Array.from({ length: randomInt(rng, 8) }, () =>
    Array.from({ length: 1 + randomInt(rng, 3) }, () => elements[randomInt(rng, elements.length)] as string),
  )
}

const texts = (set: FieldSet) =>
  pathsOf(set)
    .map((path) => path.join(' '))
    .sort()
const unique = (paths: readonly string[][]) => [...new Set(paths.map((path) => path.join(' ')))].sort()

test('union(), intersection() and difference() agree with sets of paths', () => {
  const rng = seededRng(5)
  for (let i = 0; i < 1000; i++) {
    const [left, right] = [randomPaths(rng), randomPaths(rng)]
    const [a, b] = [setOf(...left), setOf(...right)]
    const [as, bs] = [new Set(unique(left)), new Set(unique(right))]
    const before = JSON.stringify([a, b])
    assert.deepEqual(texts(a), unique(left))
    assert.deepEqual(texts(union(a, b)), [...as.union(bs)].sort())
    assert.deepEqual(texts(intersection(a, b)), [...as.intersection(bs)].sort())
    assert.deepEqual(texts(difference(a, b)), [...as.difference(bs)].sort())
    const under = [...as].filter(
      (path) => ![...bs].some((other) => path === other || path.startsWith(`${other} `)),
    )
    assert.deepEqual(texts(recursiveDifference(a, b)), under.sort())
    const ends = [...as].filter((path) => ![...as].some((other) => other.startsWith(`${path} `)))
    assert.deepEqual(texts(leaves(a)), ends.sort())
    assert.equal(containsSet(a, b), bs.isSubsetOf(as))
    assert.equal(equalSets(a, b), bs.size === as.size && bs.isSubsetOf(as))
    assert.equal(JSON.stringify([a, b]), before)
    assert.deepEqual(texts(parseFieldSet(JSON.parse(JSON.stringify(sortedSet(a)))) as FieldSet), unique(left))
  }
})

test('difference() gives the very set where nothing is taken away', () => {
  const a = setOf(['f:a', 'f:b'], ['f:c'])
  assert.equal(difference(a, setOf(['f:a'], ['f:x'])), a)
  assert.equal(difference(a, emptySet), a)
})

test('sortedSet() orders as upstream does, the node itself first', () => {
  const set = setOf(
    ['f:z'],
    ['f:a', 'k:{"port":443}'],
    ['f:a', 'k:{"port":80}'],
    ['f:a', 'k:{"port":80}', 'f:x'],
    ['i:3'],
    ['v:"q"'],
  )
  assert.equal(
    JSON.stringify(sortedSet(set)),
    '{"f:a":{"k:{\\"port\\":80}":{".":{},"f:x":{}},"k:{\\"port\\":443}":{}},"f:z":{},"v:\\"q\\"":{},"i:3":{}}',
  )
})

test('parseFieldSet() makes elements canonical, skips unknown ones and refuses malformed ones', () => {
  assert.deepEqual(parseFieldSet({ 'k:{"b":1, "a":"\\u003c"}': {} }), { 'k:{"a":"<","b":1}': {} })
  assert.deepEqual(parseFieldSet({ 'x:new': { 'f:a': {} }, 'f:a': {} }), { 'f:a': {} })
  assert.deepEqual(parseFieldSet(undefined), {})
  for (const bad of [
    [],
    'x',
    { a: {} },
    { 'f:a': 1 },
    { 'k:[': {} },
    { 'i:x': {} },
    { 'f:a': null },
    JSON.parse('{"__proto__":{}}'),
  ]) {
    assert.equal(parseFieldSet(bad), undefined, JSON.stringify(bad))
  }
  let deep: object = {}
  for (let i = 0; i < 100_000; i++) deep = { 'f:a': deep }
  assert.equal(parseFieldSet(deep), undefined)
})

test('parseFieldSet() gives back what is canonical already', () => {
  const stored = { 'f:a': { '.': {}, 'f:b': {} } }
  assert.equal(parseFieldSet(stored), stored)
})

test('hasPath() wants the path itself', () => {
  const set = setOf(['f:a', 'f:b'])
  assert.equal(hasPath(set, ['f:a', 'f:b']), true)
  assert.equal(hasPath(set, ['f:a']), false)
  assert.equal(hasPath(set, []), false)
})

test('pathText() prints as messages do', () => {
  assert.equal(
    pathText(['f:spec', 'f:containers', 'k:{"containerPort":80,"protocol":"TCP"}', 'v:"x"', 'v:true', 'i:2']),
    '.spec.containers[containerPort=80,protocol="TCP"][="x"][=true][2]',
  )
  assert.equal(canonicalElement('f'), undefined)
})

test('sharedSet gives one set for one text, and knows its text', () => {
  const stored = () => ({ 'f:spec': { '.': {}, 'f:shared': {} } })
  const first = sharedSet(stored())
  assert.equal(sharedSet(stored()), first)
  assert.equal(keptText(first), JSON.stringify(stored()))
  assert.equal(parseFieldSet(first), first)
})

test('sharedSet leaves alone what is no set in its canonical form', () => {
  for (const odd of [undefined, 7, 'text', { 'x:other': {} }, { 'f:spec': 1 }, { '.': {}, 'f:a': {} }]) {
    assert.equal(sharedSet(odd), odd)
  }
  const long = { [`f:${'a'.repeat(20_000)}`]: {} }
  assert.equal(sharedSet(long), long)
  assert.notEqual(sharedSet(structuredClone(long)), long)
})
