import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RevisionLog } from './revision-log.ts'

test('RevisionLog keeps its items at their revisions while the front is dropped', () => {
  const log = new RevisionLog<string>(10)
  assert.deepEqual([log.first, log.next, log.size, log.shift()], [10, 10, 0, undefined])
  for (let revision = 10; revision < 10_010; revision++) {
    log.append(revision, `item ${revision}`)
    if (revision % 3 !== 0) log.shift()
  }
  assert.equal(log.next, 10_010)
  assert.equal(log.size, log.next - log.first)
  for (let revision = log.first; revision < log.next; revision++)
    assert.equal(log.at(revision), `item ${revision}`)
  assert.equal(log.at(log.first - 1), undefined)
  assert.equal(log.at(log.next), undefined)
  assert.equal(log.shift(), `item ${log.first - 1}`)
})

test('RevisionLog refuses a gap', () => {
  const log = new RevisionLog<string>(2)
  assert.throws(() => log.append(3, 'x'), { name: 'BugError' })
})
