import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { WakeRule } from '../framework/cluster-event.ts'
import { success } from '../framework/verdict.ts'
import { SchedulerMetrics } from '../metrics.ts'
import { node, pod } from '../scheduler.contract.ts'
import { type PreEnqueuePlugin, SchedulingQueue } from './scheduling-queue.ts'

const nodeAdd = { next: node('n') }

function queueWith(options: { rules?: Record<string, WakeRule[]>; preEnqueue?: PreEnqueuePlugin[] } = {}) {
  const clock = new VirtualClock({ settle })
  const queue = new SchedulingQueue({
    clock,
    compare: (a, b) => b.info.priority - a.info.priority || a.timestampMs - b.timestampMs,
    preEnqueue: options.preEnqueue ?? [],
    wakeRules: new Map(Object.entries(options.rules ?? { Fit: ['Node/Add'] })),
    metrics: new SchedulerMetrics('s'),
  })
  const names: string[] = []
  const popAll = () => {
    names.length = 0
    for (let queued = queue.pop(); queued !== undefined; queued = queue.pop()) {
      names.push(queued.info.pod.metadata.name)
      queue.done(queued.info.uid)
    }
    return [...names]
  }
  const reject = (plugin: string | undefined) => {
    const queued = queue.pop()
    assert.ok(queued !== undefined, 'a pod to reject')
    if (plugin !== undefined) queued.unschedulablePlugins.add(plugin)
    queue.returnPod(queued)
    return queued
  }
  return { clock, queue, popAll, reject }
}

test('SchedulingQueue gives pods by priority, then by age', async () => {
  const { clock, queue, popAll } = queueWith()
  using _ = queue
  queue.add(pod('first', { priority: 1 }))
  await clock.advance(1)
  queue.add(pod('second', { priority: 1 }))
  queue.add(pod('urgent', { priority: 9 }))
  assert.deepEqual(popAll(), ['urgent', 'first', 'second'])
})

test('SchedulingQueue keeps a rejected pod until an event that its plugin waits for', () => {
  const { queue, reject } = queueWith()
  using _ = queue
  queue.add(pod('p'))
  const { uid } = reject('Fit').info
  assert.equal(queue.placeOf(uid), 'unschedulable')
  queue.moveOn('Node/Delete', nodeAdd)
  assert.equal(queue.placeOf(uid), 'unschedulable')
  queue.moveOn('Node/Add', nodeAdd)
  assert.equal(queue.placeOf(uid), 'backoff')
})

test('SchedulingQueue asks the hint whether the event helps', () => {
  const { queue, reject } = queueWith({
    rules: { Fit: [{ on: ['Node/Add'], hint: (waiting) => waiting.metadata.name === 'helped' }] },
  })
  using _ = queue
  queue.add(pod('helped'))
  queue.add(pod('other'))
  const uids = [reject('Fit').info.uid, reject('Fit').info.uid]
  queue.moveOn('Node/Add', nodeAdd)
  assert.deepEqual(
    uids.map((uid) => queue.placeOf(uid)),
    ['backoff', 'unschedulable'],
  )
})

test('SchedulingQueue backs off from 1 s to 10 s, and tries sooner when nothing else is to do', async () => {
  const { clock, queue, reject } = queueWith()
  using _ = queue
  queue.add(pod('p'))
  const { uid } = reject(undefined).info
  // An error has to wait out its time.
  for (const seconds of [1, 2, 4, 8, 10, 10]) {
    assert.equal(queue.pop(), undefined)
    await clock.advance(seconds * 1000 - 1)
    assert.equal(queue.placeOf(uid), 'backoff')
    await clock.advance(1)
    assert.equal(queue.placeOf(uid), 'active')
    reject(undefined)
  }
  const other = queueWith()
  using __ = other.queue
  other.queue.add(pod('q'))
  other.reject('Fit')
  other.queue.moveOn('Node/Add', nodeAdd)
  assert.deepEqual(other.popAll(), ['q'])
})

test('SchedulingQueue heeds events that came while the pod was tried', () => {
  const { queue } = queueWith()
  using _ = queue
  queue.add(pod('p'))
  const queued = queue.pop()
  assert.ok(queued !== undefined)
  queue.moveOn('Node/Add', nodeAdd)
  queued.unschedulablePlugins.add('Fit')
  queue.returnPod(queued)
  assert.equal(queue.placeOf(queued.info.uid), 'backoff')
})

test('SchedulingQueue tries unschedulable pods again after five minutes', async () => {
  const { clock, queue, reject } = queueWith()
  using _ = queue
  queue.add(pod('p'))
  const { uid } = reject('Fit').info
  await clock.advance(5 * 60_000)
  assert.equal(queue.placeOf(uid), 'unschedulable')
  await clock.advance(60_000)
  assert.equal(queue.placeOf(uid), 'active')
})

test('SchedulingQueue keeps gated pods out until the gate opens', () => {
  let open = false
  const gate: PreEnqueuePlugin = {
    name: 'Gates',
    preEnqueue: () => (open ? success : { code: 'UnschedulableAndUnresolvable' }),
  }
  const rules = { Gates: ['TargetPod/UpdateSchedulingGatesEliminated' as const], Fit: ['Node/Add' as const] }
  const { queue, popAll } = queueWith({ preEnqueue: [gate], rules })
  using _ = queue
  const gated = pod('p')
  queue.add(gated)
  assert.deepEqual(queue.counts(), { active: 0, backoff: 0, unschedulable: 0, gated: 1 })
  queue.moveOn('Node/Add', nodeAdd)
  assert.deepEqual(popAll(), [])
  open = true
  queue.update(gated, gated, ['TargetPod/UpdateSchedulingGatesEliminated'])
  assert.deepEqual(popAll(), ['p'])
})

test('SchedulingQueue takes a changed priority into account, and forgets deleted pods', () => {
  const { queue, popAll } = queueWith()
  using _ = queue
  const low = pod('low', { priority: 1 })
  const gone = pod('gone')
  queue.add(low)
  queue.add(pod('mid', { priority: 5 }))
  queue.add(gone)
  queue.update(low, { ...low, spec: { ...low.spec, priority: 9 } }, [])
  queue.delete(gone.metadata.uid)
  assert.deepEqual(popAll(), ['low', 'mid'])
})

test('SchedulingQueue activates a pod that waits', () => {
  const { queue, popAll, reject } = queueWith()
  using _ = queue
  queue.add(pod('p'))
  const { pod: rejected } = reject('Fit').info
  queue.activate(rejected)
  assert.deepEqual(popAll(), ['p'])
})

test('SchedulingQueue leaves no timer behind', async () => {
  const { clock, queue, reject } = queueWith()
  queue.add(pod('p'))
  queue.add(pod('q'))
  reject('Fit')
  reject(undefined)
  assert.equal(clock.pendingTimers, 2)
  queue[Symbol.dispose]()
  assert.equal(clock.pendingTimers, 0)
})
