import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../user-error.ts'
import { chooseRuntime } from './runtime-choice.ts'

test('chooseRuntime() auto takes containerd where it can, and says what hinders it where not', () => {
  assert.equal(
    chooseRuntime({ runtime: 'auto' }, { obstacle: undefined, earlier: undefined }).runtime,
    'containerd',
  )
  assert.deepEqual(
    chooseRuntime({ runtime: 'auto' }, { obstacle: 'containers need root', earlier: undefined }),
    {
      runtime: 'simulated',
      why: 'containers need root',
    },
  )
})

test('chooseRuntime() auto keeps the simulated nodes that a cluster has', () => {
  assert.equal(
    chooseRuntime({ runtime: 'auto' }, { obstacle: undefined, earlier: 'simulated' }).runtime,
    'simulated',
  )
})

test('chooseRuntime() refuses containerd where it is impossible, with the way out', () => {
  assert.throws(
    () => chooseRuntime({ runtime: 'containerd' }, { obstacle: 'containers need root', earlier: undefined }),
    (error: unknown) =>
      error instanceof UserError && /containers need root. Try --runtime simulated/.test(error.message),
  )
})
