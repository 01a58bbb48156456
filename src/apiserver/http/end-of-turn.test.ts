import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOfTurn } from './end-of-turn.ts'

test('endOfTurn lets those who ask in one turn take each step in a row', async () => {
  const steps: string[] = []
  const walk = async (name: string) => {
    await endOfTurn()
    steps.push(`${name} first`)
    await undefined
    steps.push(`${name} second`)
  }
  const one = walk('a')
  // As with an event of its own: what can run has run before the next one comes.
  await Promise.resolve()
  await Promise.all([one, walk('b')])
  assert.deepEqual(steps, ['a first', 'b first', 'a second', 'b second'])
})

test('endOfTurn begins a new turn after each', async () => {
  const first = endOfTurn()
  assert.equal(endOfTurn(), first)
  await first
  assert.notEqual(endOfTurn(), first)
  await endOfTurn()
})

test('endOfTurn divides a crowd: those who come first are done before the next begin', async () => {
  let under = 0
  let most = 0
  const done: number[] = []
  const crowd = Array.from({ length: 100 }, async (_, i) => {
    await endOfTurn()
    most = Math.max(most, ++under)
    for (let step = 0; step < 10; step++) await undefined
    under--
    done.push(i)
  })
  await Promise.all(crowd)
  assert.equal(most, 32)
  assert.deepEqual(
    done,
    Array.from({ length: 100 }, (_, i) => i),
  )
})
