import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOf, briefly, node, pod, wakes } from '../../scheduler.contract.ts'
import { nodeResourcesFit } from './node-resources-fit.ts'

const used = (requests: Record<string, string>) => [pod('old', { requests, nodeName: 'a' })]

test('nodeResourcesFit compares what is asked with what is left', () => {
  const table: readonly (readonly [Record<string, string>, string])[] = [
    [{}, 'ok'],
    [{ cpu: '1', memory: '1Gi' }, 'ok'],
    [{ cpu: '1500m' }, 'Insufficient cpu'],
    [{ memory: '2Gi' }, 'Insufficient memory'],
    [{ cpu: '1500m', memory: '2Gi' }, 'Insufficient cpu; Insufficient memory'],
    [{ cpu: '5' }, '!Insufficient cpu'],
    [{ 'example.com/gpu': '1' }, 'ok'],
    [{ 'example.com/gpu': '2' }, 'Insufficient example.com/gpu'],
    [{ 'example.com/gpu': '3' }, '!Insufficient example.com/gpu'],
    [{ 'example.com/gpu': '0' }, 'ok'],
    [{ 'ephemeral-storage': '1' }, '!Insufficient ephemeral-storage'],
  ]
  const allocatable = { cpu: '2', memory: '2Gi', 'example.com/gpu': '2' }
  const pods = used({ cpu: '1', memory: '1Gi', 'example.com/gpu': '1' })
  const bench = benchOf(nodeResourcesFit, { nodes: [node('a', { allocatable })], pods })
  for (const [requests, expected] of table) {
    assert.deepEqual(briefly(bench.filter(pod('p', { requests }))), { a: expected }, JSON.stringify(requests))
  }
})

test('nodeResourcesFit counts pods', () => {
  const full = benchOf(nodeResourcesFit, {
    nodes: [node('a', { allocatable: { pods: '1' } })],
    pods: used({}),
  })
  assert.deepEqual(briefly(full.filter(pod('p'))), { a: 'Too many pods' })
  const none = benchOf(nodeResourcesFit, { nodes: [node('a', { allocatable: { pods: '0' } })] })
  assert.deepEqual(briefly(none.filter(pod('p'))), { a: '!Too many pods' })
})

test('nodeResourcesFit counts init containers, sidecars and overhead', () => {
  const ask = (cpu: string, more: object = {}) => ({ name: cpu, resources: { requests: { cpu } }, ...more })
  const bench = benchOf(nodeResourcesFit, { nodes: [node('a', { allocatable: { cpu: '2' } })] })
  const verdict = (spec: object) => briefly(bench.filter(pod('p', { spec }))).a
  assert.equal(verdict({ initContainers: [ask('2')], containers: [ask('1')] }), 'ok')
  assert.equal(verdict({ initContainers: [ask('2500m')], containers: [ask('1')] }), '!Insufficient cpu')
  assert.equal(
    verdict({ initContainers: [ask('1500m', { restartPolicy: 'Always' })], containers: [ask('1')] }),
    '!Insufficient cpu',
  )
  assert.equal(verdict({ overhead: { cpu: '1500m' }, containers: [ask('1')] }), '!Insufficient cpu')
})

test('nodeResourcesFit scores by the share that would be left', () => {
  const nodes = [
    node('a', { allocatable: { cpu: '4', memory: '10Gi' } }),
    node('b', { allocatable: { cpu: '4', memory: '10Gi' } }),
  ]
  const bench = benchOf(nodeResourcesFit, { nodes, pods: used({ cpu: '2', memory: '5Gi' }) })
  assert.deepEqual(bench.score(pod('p', { requests: { cpu: '1', memory: '1Gi' } })), { a: 32, b: 82 })
})

test('nodeResourcesFit wakes only for room that the pod can use', () => {
  const waiting = pod('p', { requests: { cpu: '2' } })
  const sized = (cpu: string, memory: string) => node('a', { allocatable: { cpu, memory } })
  const update = (old: [string, string], next: [string, string]) =>
    wakes(nodeResourcesFit, 'Node/UpdateAllocatable', {
      pod: waiting,
      old: sized(...old),
      next: sized(...next),
    })
  assert.equal(update(['1', '1Gi'], ['2', '1Gi']), true)
  assert.equal(update(['2', '1Gi'], ['2', '2Gi']), false)
  assert.equal(update(['500m', '1Gi'], ['1', '1Gi']), false)
  assert.equal(wakes(nodeResourcesFit, 'Node/Add', { pod: waiting, next: sized('1', '1Gi') }), false)
  assert.equal(
    wakes(nodeResourcesFit, 'AssignedPod/Delete', { pod: waiting, old: pod('q', { nodeName: 'a' }) }),
    true,
  )
  assert.equal(wakes(nodeResourcesFit, 'AssignedPod/Delete', { pod: waiting, old: pod('q') }), false)
})
