import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HeaderSource, userExtra, userValue, userValues } from './user-headers.ts'

const bytes = (text: string) => Buffer.from(text).toString('latin1')
const sent: Readonly<Record<string, readonly string[]>> = {
  'impersonate-user': ['jane', 'root'],
  'impersonate-group': ['CN=ops,O=a', bytes('Köche')],
  'impersonate-extra-example.com%2fscope': ['a', 'b, c'],
  'impersonate-extra-%': ['d'],
}
const request: HeaderSource = {
  headers: Object.fromEntries(Object.entries(sent).map(([name, values]) => [name, values.join(', ')])),
  values: (name) => sent[name] ?? [],
}

test('userValues() keeps each value whole, in UTF-8', () => {
  assert.deepEqual(userValues(request, 'impersonate-group'), ['CN=ops,O=a', 'Köche'])
  assert.deepEqual(userValues({ headers: request.headers }, 'impersonate-user'), ['jane, root'])
  assert.deepEqual(userValues(request, 'impersonate-uid'), [])
})

test('userValue() is the first', () => {
  assert.equal(userValue(request, 'impersonate-user'), 'jane')
  assert.equal(userValue(request, 'impersonate-uid'), '')
})

test('userExtra() takes keys out of the names', () => {
  const extra = userExtra(request, 'impersonate-extra-')
  assert.deepEqual({ ...extra }, { 'example.com/scope': ['a', 'b, c'], '%': ['d'] })
})
