import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { SeenContainer, SeenPod, SeenSandbox } from '../runtime/runtime-poller.ts'
import { planGC, removeOrphanedLogs } from './container-gc.ts'

const container = (
  id: string,
  state: SeenContainer['state'],
  more: Partial<SeenContainer> = {},
): SeenContainer => ({
  id,
  name: id.slice(0, 1),
  sandboxId: 's1',
  state,
  createdAt: BigInt(id.slice(1)),
  imageRef: '',
  ...more,
})
const sandbox = (id: string, ready: boolean): SeenSandbox => ({ id, ready, createdAt: BigInt(id.slice(1)) })
const pod = (
  uid: string,
  sandboxes: readonly SeenSandbox[],
  containers: readonly SeenContainer[],
): SeenPod => ({
  uid,
  name: uid,
  namespace: 'default',
  sandboxes,
  containers,
})

function plan(one: SeenPod, wanted: boolean) {
  return planGC(new Map([[one.uid, one]]), () => wanted)
}

test('planGC() keeps the last dead attempt of each container', () => {
  const one = pod(
    'u',
    [sandbox('s1', true)],
    [
      container('a3', 'running'),
      container('a2', 'exited'),
      container('a1', 'exited'),
      container('b1', 'exited'),
    ],
  )
  assert.deepEqual(plan(one, true), { containers: ['a1'], sandboxes: [] })
})

test('planGC() removes everything that has ended of a pod that is gone', () => {
  const one = pod('u', [sandbox('s1', false)], [container('a2', 'running'), container('a1', 'exited')])
  assert.deepEqual(plan(one, false), { containers: ['a1'], sandboxes: [] })
  const ended = pod('u', [sandbox('s1', false)], [container('a1', 'exited')])
  assert.deepEqual(plan(ended, false), { containers: ['a1'], sandboxes: ['s1'] })
})

test('planGC() removes old sandboxes once no container needs them', () => {
  const sandboxes = [sandbox('s2', true), sandbox('s1', false)]
  assert.deepEqual(plan(pod('u', sandboxes, [container('a1', 'exited')]), true).sandboxes, [])
  const newer = container('a2', 'exited', { sandboxId: 's2' })
  assert.deepEqual(plan(pod('u', sandboxes, [newer, container('a1', 'exited')]), true), {
    containers: ['a1'],
    sandboxes: ['s1'],
  })
  assert.deepEqual(plan(pod('u', [sandbox('s1', false)], []), true).sandboxes, [])
})

test('removeOrphanedLogs() leaves what is not a log directory', async () => {
  const root = mkdtempSync(join(tmpdir(), 'wherry-logs-'))
  for (const name of ['ns_a_uid-1', 'ns_b_uid-2', 'other', 'a_b']) mkdirSync(join(root, name))
  await removeOrphanedLogs(root, (uid) => uid === 'uid-1')
  assert.deepEqual(readdirSync(root).toSorted(), ['a_b', 'ns_a_uid-1', 'other'])
  rmSync(root, { recursive: true })
  await removeOrphanedLogs(root, () => false)
})
