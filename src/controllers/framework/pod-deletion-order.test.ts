import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeText } from '../../machinery/meta/time.ts'
import { deletionOrder } from './pod-deletion-order.ts'
import { epoch, type PodTraits, podOf } from './test-objects.ts'

const minute = 60_000
const nowMs = epoch + 1000 * minute

/** `first` has to go before `second`, whichever way round they come. */
function check(first: PodTraits, second: PodTraits, related = [podOf('x')]) {
  // Of two that are alike in all that counts, the lower UID goes first: so the other one gets it.
  const a = podOf('z', first)
  const b = podOf('y', second)
  for (const pods of [
    [a, b],
    [b, a],
  ]) {
    const order = deletionOrder(pods, { related, nowMs }).map(({ metadata }) => metadata.name)
    assert.deepEqual(order, ['z', 'y'])
  }
}

const ready = { readyAtMs: epoch }
const cost = (value: string) => ({
  meta: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': value } },
})
const restarts = (restartCount: number): PodTraits => ({
  ...ready,
  status: {
    containerStatuses: [{ name: 'c', image: 'i', imageID: '', ready: true, restartCount }],
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timeText(epoch) }],
  },
})

test('deletionOrder() takes pods without a node first, then pending ones, then those not ready', () => {
  check({ spec: { nodeName: '' }, ...ready }, { phase: 'Pending' })
  check({ phase: 'Pending', ...ready }, { phase: 'Unknown' })
  check({ phase: 'Unknown', ...ready }, { phase: 'Running' })
  check({}, ready)
})

test('deletionOrder() takes the lower deletion cost, before anything else that ready pods differ in', () => {
  check({ ...ready, ...cost('-5') }, { readyAtMs: nowMs - minute })
  check(ready, { ...ready, ...cost('1') })
  check({ ...ready, ...cost('-1') }, { ...ready, ...cost('-2x') })
})

test('deletionOrder() takes pods from the node that has most of their like', () => {
  const related = ['a', 'b'].map((name) => podOf(name, { spec: { nodeName: 'full' } }))
  check({ ...ready, spec: { nodeName: 'full' } }, { ...ready, spec: { nodeName: 'node' } }, related)
  const ended = related.map((pod) => ({ ...pod, status: { phase: 'Succeeded' as const } }))
  const other = [...ended, podOf('c', { spec: { nodeName: 'node' } })]
  check({ ...ready, spec: { nodeName: 'node' } }, { ...ready, spec: { nodeName: 'full' } }, other)
})

test('deletionOrder() takes those that became ready later, by powers of two, then the lower UID', () => {
  check({ readyAtMs: nowMs - minute }, { readyAtMs: nowMs - 500 * minute })
  const meta = (uid: string) => ({ meta: { uid } })
  check({ readyAtMs: nowMs - 500 * minute, ...meta('a') }, { readyAtMs: nowMs - 400 * minute, ...meta('b') })
})

test('deletionOrder() takes those that restarted more, then the younger', () => {
  check(restarts(3), restarts(1))
  check({ ...ready, meta: { creationTimestamp: timeText(nowMs - minute) } }, ready)
})
