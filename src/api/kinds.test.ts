// What holds for every kind: its field selectors have values, it can be printed, and so on. What upstream serves is held
// against ours in upstream-resources.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind } from '../machinery/kind.ts'
import { kinds } from './kinds.ts'
import { optionalKinds } from './optional-kinds.ts'
import { specimen } from './specimen.ts'

const body = { metadata: { name: 'x', uid: 'u', creationTimestamp: '2024-01-02T03:04:05Z' } }

const title = ({ apiVersion, kind }: Kind) => `${apiVersion} ${kind}`

const stored = kinds.filter(({ virtual }) => virtual !== true)

const everything = [...stored, ...optionalKinds.map(({ kind }) => kind)]

test('kinds are served once', () => {
  assert.equal(new Set(kinds.map(title)).size, kinds.length)
  const resources = kinds.map(({ apiVersion, plural }) => `${apiVersion} ${plural}`)
  assert.equal(new Set(resources).size, kinds.length)
  const own = stored.filter(({ storedAs }) => storedAs === undefined)
  const names = own.flatMap((kind) => kind.shortNames ?? [])
  assert.equal(new Set(names).size, names.length)
})

test('kinds give a value for every field that they let select by', () => {
  for (const kind of everything) {
    const given = kind.selectableFields?.(specimen(kind, body)) ?? {}
    assert.deepEqual(Object.keys(given).sort(), [...(kind.fieldSelectors ?? [])].sort(), title(kind))
  }
})

test('kinds can be printed, filled in and checked when next to nothing is said', () => {
  for (const kind of everything) {
    const obj = specimen(kind, body)
    for (const { name, cell } of kind.columns ?? []) {
      assert.notEqual(cell(obj, Date.UTC(2024, 0, 2, 3, 5, 5)), undefined, `${title(kind)} ${name}`)
    }
    kind.strategy?.prepareForCreate?.(obj)
    kind.validate?.(obj)
    kind.validateCreate?.(obj)
    const next = structuredClone(obj)
    kind.strategy?.prepareForUpdate?.(next, obj)
    assert.deepEqual(kind.validateUpdate?.(next, obj) ?? [], [], title(kind))
    kind.strategy?.prepareForStatusUpdate?.(next, obj)
    kind.validateStatusUpdate?.(next, obj)
  }
})

test('kinds fill in nothing more the second time', () => {
  for (const kind of everything) {
    const obj = specimen(kind, body)
    const again = structuredClone(obj)
    kind.default?.(again)
    assert.deepEqual(again, obj, title(kind))
  }
})

test('kinds that are views of others say which', () => {
  for (const kind of everything) {
    if (kind.storedAs === undefined) continue
    assert.ok([...kinds, ...everything].includes(kind.storedAs.kind), title(kind))
    const there = kind.storedAs.toStored(specimen(kind, body))
    assert.equal(title(there as unknown as Kind), title(kind.storedAs.kind))
    const back = kind.storedAs.fromStored(there)
    assert.equal(title(back as unknown as Kind), title(kind))
  }
})
