import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasFormat, unknownFormats } from './formats.ts'
import type { JsonSchema } from './json-schema.ts'

test('hasFormat() knows upstream’s formats', () => {
  const check = (format: string, good: readonly string[], bad: readonly string[]) => {
    for (const text of good) assert.equal(hasFormat(text, format), true, `${format} ${text}`)
    for (const text of bad) assert.equal(hasFormat(text, format), false, `${format} ${text}`)
  }
  check('ipv4', ['10.0.0.1'], ['10.0.0', '::1'])
  check('ipv6', ['::1'], ['10.0.0.1'])
  check('cidr', ['10.0.0.0/8', '::/0'], ['10.0.0.0'])
  check('mac', ['00:11:22:aa:BB:cc'], ['00:11'])
  check('uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123'])
  check('uuid4', ['123e4567-e89b-42d3-a456-426614174000'], ['123e4567-e89b-12d3-a456-426614174000'])
  check('date', ['2024-02-29'], ['2023-02-29', 'x'])
  check('date-time', ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00.5+01:00'], ['2024-01-01', 'x'])
  check('duration', ['1h30m', '1.5s', '2 days', '0'], ['', 'x', '5'])
  check('hostname', ['example.com', 'a'], ['-a', 'a_b'])
  check('email', ['a@b.c', 'A B <a@b.c>'], ['a', '@'])
  check('uri', ['https://x.org/a', '/a/b'], ['a b', 'x'])
  check('byte', ['YWJj', 'YQ=='], ['a', '*'])
  check('isbn10', ['0306406152'], ['0306406153'])
  check('isbn13', ['9780306406157'], ['9780306406158'])
  check('creditcard', ['4111111111111111'], ['4111111111111112'])
  check('hexcolor', ['#fff', 'A0B1C2'], ['#ff'])
  check('k8s-short-name', ['a-b'], ['A', '-a'])
  check('k8s-long-name', ['a.b-c'], ['a..b'])
  check('of my own', ['anything'], [])
})

test('unknownFormats() names what nobody checks, once', () => {
  const formats = (schema: JsonSchema) => [...unknownFormats(schema)].sort()
  assert.deepEqual(formats({ type: 'string', format: 'date-time' }), [])
  assert.deepEqual(formats({ format: 'k8s-short-name' }), [])
  assert.deepEqual(formats({ type: 'integer', format: 'int64' }), [])
  assert.deepEqual(formats({ type: 'integer', format: 'uint8' }), ['uint8'])
  assert.deepEqual(formats({ type: 'boolean', format: 'byte' }), ['byte'])
  const own = { type: 'string', format: 'own' }
  assert.deepEqual(formats({ type: 'object', properties: { a: own, b: { type: 'array', items: own } } }), [
    'own',
  ])
})
