import assert from 'node:assert/strict'
import { test } from 'node:test'
import { node, pod } from '../scheduler.contract.ts'
import { newPodInfo } from './pod-info.ts'
import { SchedulerCache } from './scheduler-cache.ts'

const cpuOf = (cache: SchedulerCache, name: string) => cache.get(name)?.requested.milliCPU

test('SchedulerCache counts assumed pods until they are bound or forgotten', () => {
  const cache = new SchedulerCache()
  cache.setNode(node('a'))
  const waiting = pod('p', { requests: { cpu: '1' } })
  const { uid } = waiting.metadata
  cache.assume(newPodInfo(waiting), 'a')
  assert.equal(cpuOf(cache, 'a'), 1000)
  assert.equal(cache.isAssumed(uid), true)
  assert.equal(cache.forget(uid), true)
  assert.equal(cpuOf(cache, 'a'), 0)
  cache.assume(newPodInfo(waiting), 'a')
  cache.setPod({ ...waiting, spec: { ...waiting.spec, nodeName: 'a' } })
  assert.equal(cache.isAssumed(uid), false)
  assert.equal(cache.forget(uid), false)
  assert.equal(cpuOf(cache, 'a'), 1000)
})

test('SchedulerCache believes the informer over its assumption', () => {
  const cache = new SchedulerCache()
  cache.setNode(node('a'))
  cache.setNode(node('b'))
  const waiting = pod('p', { requests: { cpu: '1' } })
  cache.assume(newPodInfo(waiting), 'a')
  cache.setPod({ ...waiting, spec: { ...waiting.spec, nodeName: 'b' } })
  assert.deepEqual([cpuOf(cache, 'a'), cpuOf(cache, 'b')], [0, 1000])
})

test('SchedulerCache keeps pods of nodes that are not there', () => {
  const cache = new SchedulerCache()
  const bound = pod('p', { requests: { cpu: '1' }, nodeName: 'a' })
  cache.setPod(bound)
  assert.equal(cache.nodes.length, 0)
  cache.setNode(node('a'))
  assert.equal(cpuOf(cache, 'a'), 1000)
  cache.removeNode('a')
  cache.setNode(node('a'))
  assert.equal(cpuOf(cache, 'a'), 1000)
  cache.removePod(bound.metadata.uid)
  assert.equal(cpuOf(cache, 'a'), 0)
})

test('SchedulerCache exchanges the object on a status update and counts a resize anew', () => {
  const cache = new SchedulerCache()
  cache.setNode(node('a'))
  const bound = pod('p', { requests: { cpu: '1' }, nodeName: 'a', meta: { generation: 1 } })
  cache.setPod(bound)
  const running = { ...bound, status: { phase: 'Running' as const } }
  cache.setPod(running)
  assert.equal(cache.get('a')?.pods[0]?.pod, running)
  const resized = {
    ...running,
    metadata: { ...running.metadata, generation: 2 },
    spec: { ...running.spec, containers: [{ name: 'c', resources: { requests: { cpu: '2' } } }] },
  }
  cache.setPod(resized)
  assert.equal(cpuOf(cache, 'a'), 2000)
})

test('SchedulerCache orders nodes by zones in turn', () => {
  const cache = new SchedulerCache()
  const zoned = (name: string, zone: string) =>
    node(name, { labels: { 'topology.kubernetes.io/zone': zone } })
  for (const each of [zoned('a1', 'a'), zoned('a2', 'a'), zoned('a3', 'a'), zoned('b1', 'b')])
    cache.setNode(each)
  assert.deepEqual(
    cache.nodes.map(({ name }) => name),
    ['a1', 'b1', 'a2', 'a3'],
  )
  cache.removeNode('a1')
  assert.deepEqual(
    cache.nodes.map(({ name }) => name),
    ['a2', 'b1', 'a3'],
  )
})
