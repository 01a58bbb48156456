import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newPodInfo } from '../../cache/pod-info.ts'
import { newQueuedPod } from '../../queue/queued-pod.ts'
import { benchOf, pod } from '../../scheduler.contract.ts'
import { prioritySort } from './priority-sort.ts'

test('prioritySort puts the higher priority first, then the longer wait', () => {
  const { framework } = benchOf(prioritySort, { nodes: [] })
  const at = (name: string, priority: number, ms: number) =>
    newQueuedPod(newPodInfo(pod(name, { priority })), ms)
  const queued = [at('low', 0, 1), at('late', 5, 9), at('early', 5, 2), at('none', -1, 0)]
  const order = queued
    .toSorted((a, b) => framework.compareQueued(a, b))
    .map(({ info }) => info.pod.metadata.name)
  assert.deepEqual(order, ['early', 'late', 'low', 'none'])
})
