import assert from 'node:assert/strict'
import { test } from 'node:test'
import { terminationPrerequisites } from './termination-order.ts'
import { containerOf } from './test-pods.ts'

test('terminationPrerequisites() ends sidecars last and in reverse', () => {
  const spec = {
    initContainers: [
      containerOf('s1', { restartPolicy: 'Always' }),
      containerOf('init'),
      containerOf('s2', { restartPolicy: 'Always' }),
    ],
    containers: [containerOf('a'), containerOf('b')],
  }
  const all = terminationPrerequisites(spec, new Set(['a', 'b', 's1', 's2']))
  assert.deepEqual(
    [...all],
    [
      ['s2', ['a', 'b']],
      ['s1', ['a', 'b', 's2']],
    ],
  )
  const some = terminationPrerequisites(spec, new Set(['b', 's1']))
  assert.deepEqual(some.get('s1'), ['b'])
})
