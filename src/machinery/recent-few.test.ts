import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecentFew } from './recent-few.ts'

test('RecentFew finds what was added, and forgets what was met least recently', () => {
  const few = new RecentFew<number>()
  for (const value of [1, 2, 3, 4]) few.add(() => value)
  assert.equal(
    few.find((known) => known === 1),
    1,
  )
  few.add(() => 5)
  assert.equal(
    few.find((known) => known === 2),
    undefined,
  )
  assert.deepEqual(
    [1, 3, 4, 5].map((value) => few.find((known) => known === value)),
    [1, 3, 4, 5],
  )
})

test('RecentFew keeps only one in sixteen once sixteen in a row were not met again', () => {
  const few = new RecentFew<number>()
  let made = 0
  for (let value = 0; value < 160; value++) {
    few.add(() => {
      made++
      return value
    })
  }
  assert.equal(made, 16 + 9)
  assert.equal(
    few.find((known) => known === 159),
    159,
  )
  few.add(() => {
    made++
    return 160
  })
  assert.equal(made, 26, 'a value that is met restores patience')
})

test('RecentFew does not keep what nobody made', () => {
  const few = new RecentFew<number>()
  few.add(() => undefined)
  assert.equal(
    few.find(() => true),
    undefined,
  )
})
