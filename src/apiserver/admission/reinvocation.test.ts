import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Reinvocation } from './reinvocation.ts'

test('Reinvocation calls again those who asked for it and were called before a change', () => {
  const rounds = new Reinvocation()
  rounds.addInvoked('a')
  rounds.requireAgain()
  rounds.addInvoked('b')
  assert.deepEqual([rounds.wantsAgain('a'), rounds.wantsAgain('b')], [true, false])
})

test('Reinvocation sees what others changed since, if anybody wants to know', () => {
  const rounds = new Reinvocation()
  const object = { a: { b: 1 } }
  rounds.keepOutput(object)
  object.a.b = 2
  assert.equal(rounds.differsFromOutput(object), false)
  rounds.addInvoked('a')
  rounds.keepOutput(object)
  assert.equal(rounds.differsFromOutput(object), false)
  object.a.b = 3
  assert.equal(rounds.differsFromOutput(object), true)
})
