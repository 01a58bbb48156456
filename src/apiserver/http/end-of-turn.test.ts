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
