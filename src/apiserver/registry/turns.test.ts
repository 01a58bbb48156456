import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns } from './turns.ts'

test('Turns.take() gives a key to one after the other, and keys to each other', async () => {
  const turns = new Turns()
  const order: string[] = []
  const first = await turns.take('a')
  const waiting = ['b1', 'b2'].map(async (name) => {
    using _ = await turns.take('a')
    order.push(name)
    await Promise.resolve()
    order.push(`${name} done`)
  })
  using _ = await turns.take('other')
  order.push('other')
  first[Symbol.dispose]()
  await Promise.all(waiting)
  assert.deepEqual(order, ['other', 'b1', 'b1 done', 'b2', 'b2 done'])
  using again = await turns.take('a')
  assert.ok(again)
})
