import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluateAll, type WriteRequest } from './evaluate.ts'
import type { Version } from './store.ts'

const value = Uint8Array.of(1)
const stored: Version = { key: '/a', value, createRevision: 3, modRevision: 5, expiresAtMs: 7 }

const put = (key: string, expected?: number): WriteRequest => ({
  type: 'put',
  key,
  value,
  expected,
  expiresAtMs: 0,
})
const remove = (key: string, expected?: number): WriteRequest => ({ type: 'delete', key, expected })

function check(requests: readonly WriteRequest[], expected: { results: string[]; changes: string[] }): void {
  const at = { stored: (key: string) => (key === '/a' ? stored : undefined), revision: 9 }
  const { changes, results } = evaluateAll(requests, at)
  assert.deepEqual(
    results.map((result) =>
      result.ok
        ? `ok ${result.revision} was ${result.previous?.modRevision}`
        : `refused at ${result.revision} by ${result.current?.modRevision}`,
    ),
    expected.results,
  )
  assert.deepEqual(
    changes.map(({ type, kv, previous }) =>
      [type, kv.key, kv.createRevision, kv.modRevision, previous?.modRevision].join(' '),
    ),
    expected.changes,
  )
}

test('evaluateAll() lets each request see the ones before it', () => {
  check([put('/b', 0), put('/b', 0), put('/b', 10), remove('/b', 10), remove('/b'), put('/b', 0)], {
    results: [
      'ok 10 was undefined',
      'refused at 10 by 10',
      'ok 11 was 10',
      'refused at 11 by 11',
      'ok 12 was 11',
      'ok 13 was undefined',
    ],
    changes: ['put /b 10 10 ', 'put /b 10 11 10', 'delete /b 0 12 11', 'put /b 13 13 '],
  })
})

test('evaluateAll() begins with what is stored', () => {
  check([put('/a', 4), put('/a', 5), remove('/c'), remove('/c', 2), remove('/a', 10)], {
    results: [
      'refused at 9 by 5',
      'ok 10 was 5',
      'ok 10 was undefined',
      'refused at 10 by undefined',
      'ok 11 was 10',
    ],
    changes: ['put /a 3 10 5', 'delete /a 0 11 10'],
  })
})
