import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from './entry.ts'
import { selectedIn } from './selected-entries.ts'
import { type Selection, selectionOf } from './selection.ts'

const entries: readonly Entry[] = Array.from({ length: 6 }, (_, i) => ({
  key: `ns/${i}`,
  revision: i,
  bytes: Buffer.alloc(1),
  labels: { parity: i % 2 === 0 ? 'even' : 'odd' },
  fields: [],
  parsed: undefined,
}))

function selection(labelSelector: string, apiVersion = 'v1'): Selection {
  return selectionOf({
    namespaced: true,
    namespace: 'ns',
    labelSelector,
    fieldSelector: '',
    fieldSelectors: [],
    apiVersion,
    fieldsOf: () => [],
    takesNamespace: true,
    unknownField: () => '',
  })
}

const whole = { entries, start: 0, end: entries.length }
const keys = (found: readonly Entry[]) => found.map(({ key }) => key)

test('selectedIn() answers the same question about a whole chunk with the same array', () => {
  const even = selectedIn(whole, selection('parity=even'))
  assert.deepEqual(keys(even), ['ns/0', 'ns/2', 'ns/4'])
  assert.equal(selectedIn(whole, selection('parity=even')), even)
  assert.notEqual(selectedIn(whole, selection('parity=even', 'v2')), even)
  assert.deepEqual(keys(selectedIn(whole, selection('parity=odd'))), ['ns/1', 'ns/3', 'ns/5'])
})

test('selectedIn() shares the chunk where all of it matches, and looks at no more than the segment', () => {
  assert.equal(selectedIn(whole, selection('parity')), entries)
  assert.deepEqual(keys(selectedIn({ ...whole, start: 1, end: 4 }, selection('parity=odd'))), [
    'ns/1',
    'ns/3',
  ])
})

test('selectedIn() forgets the oldest of too many questions', () => {
  const first = selectedIn(whole, selection('parity!=a'))
  const even = selectedIn(whole, selection('parity in (even)'))
  for (const name of ['b', 'c', 'd', 'e']) selectedIn(whole, selection(`parity!=${name}`))
  assert.equal(first, entries)
  assert.notEqual(selectedIn(whole, selection('parity in (even)')), even)
})
