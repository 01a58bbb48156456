import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filterByPaths, isShallow, mergeSpecs, openApiSpec, specDocument } from './merge-openapi.ts'

const kinds = 'x-kubernetes-group-version-kind'
const reference = (name: string) => ({ $ref: `#/definitions/${name}` })

function spec(paths: object, definitions: object, parameters: object = {}) {
  const found = openApiSpec({ paths, definitions, parameters })
  assert.ok(found !== undefined)
  return found
}

test('filterByPaths() drops definitions that only dropped paths led to', () => {
  const whole = spec(
    { '/a/x': { get: reference('A') }, '/b/y': { get: reference('B') } },
    {
      A: { properties: { shared: reference('Shared') } },
      B: reference('OnlyB'),
      OnlyB: {},
      Shared: {},
      Unused: {},
    },
  )
  const { paths, definitions } = filterByPaths(whole, (path) => path.startsWith('/a/'))
  assert.deepEqual([...paths.keys()], ['/a/x'])
  assert.deepEqual([...definitions.keys()], ['A', 'Shared', 'Unused'])
})

test('mergeSpecs() keeps paths that are there, with what they lead to', () => {
  const merged = mergeSpecs(
    spec({ '/x': { get: reference('A') } }, { A: { type: 'object' } }),
    spec({ '/x': { get: reference('Mine') }, '/y': {} }, { Mine: {} }),
  )
  assert.deepEqual(specDocument({ swagger: '2.0' }, merged), {
    swagger: '2.0',
    paths: { '/x': { get: reference('A') }, '/y': {} },
    definitions: { A: { type: 'object' } },
  })
})

test('mergeSpecs() renames what is called like something else, and finds the name again', () => {
  const own = spec({ '/x': {} }, { A: { type: 'object' } })
  const other = (path: string) => spec({ [path]: { get: reference('A') } }, { A: { type: 'string' } })
  const once = mergeSpecs(own, other('/y'))
  const twice = mergeSpecs(once, other('/z'))
  assert.deepEqual(Object.fromEntries(twice.definitions), {
    A: { type: 'object' },
    A_v2: { type: 'string' },
  })
  assert.deepEqual(twice.paths.get('/z'), { get: reference('A_v2') })
  const third = mergeSpecs(twice, spec({ '/w': {} }, { A: { type: 'number' } }))
  assert.deepEqual(third.definitions.get('A_v3'), { type: 'number' })
})

test('mergeSpecs() takes no name that the added document uses itself', () => {
  const added = spec({ '/y': {} }, { A: { type: 'string' }, A_v2: { type: 'number' } })
  const { definitions } = mergeSpecs(spec({ '/x': {} }, { A: {} }), added)
  assert.deepEqual(Object.fromEntries(definitions), {
    A: {},
    A_v2: { type: 'number' },
    A_v3: { type: 'string' },
  })
})

test('mergeSpecs() joins the kinds of equal definitions', () => {
  const of = (group: string) => ({
    type: 'object',
    [kinds]: [{ group, version: 'v1', kind: 'DeleteOptions' }],
  })
  const { definitions } = mergeSpecs(spec({ '/x': {} }, { A: of('b') }), spec({ '/y': {} }, { A: of('a') }))
  assert.deepEqual(definitions.get('A'), {
    type: 'object',
    [kinds]: [
      { group: 'a', version: 'v1', kind: 'DeleteOptions' },
      { group: 'b', version: 'v1', kind: 'DeleteOptions' },
    ],
  })
})

test('mergeSpecs() renames shared parameters', () => {
  const added = spec({ '/y': { parameters: [{ $ref: '#/parameters/p' }] } }, {}, { p: { name: 'two' } })
  const merged = mergeSpecs(spec({ '/x': {} }, {}, { p: { name: 'one' } }), added)
  assert.deepEqual(Object.fromEntries(merged.parameters), { p: { name: 'one' }, p_v2: { name: 'two' } })
  assert.deepEqual(merged.paths.get('/y'), { parameters: [{ $ref: '#/parameters/p_v2' }] })
})

test('openApiSpec() takes hostile names for what they are', () => {
  const text = '{"paths":{"__proto__":{"get":{}}},"definitions":{"constructor":{}}}'
  const found = openApiSpec(JSON.parse(text))
  assert.ok(found !== undefined)
  assert.equal(JSON.stringify(specDocument({}, mergeSpecs(spec({}, {}), found))), text)
})

test('isShallow() refuses what is nested without end', () => {
  assert.equal(isShallow(JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`)), true)
  assert.equal(isShallow(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)), false)
})
