import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pod } from '../scheduler.contract.ts'
import { podAmounts, resourceFromTexts } from './resource.ts'

test('resourceFromTexts reads amounts as whole numbers', () => {
  const { scalar, ...rest } = resourceFromTexts({
    cpu: '1500m',
    memory: '1Gi',
    'ephemeral-storage': '1k',
    pods: '110',
    'example.com/gpu': '2',
    'hugepages-2Mi': '4Mi',
    unknown: '7',
  })
  assert.deepEqual(rest, { milliCPU: 1500, memory: 2 ** 30, ephemeralStorage: 1000, pods: 110 })
  assert.deepEqual(
    scalar,
    new Map([
      ['example.com/gpu', 2],
      ['hugepages-2Mi', 4 * 2 ** 20],
    ]),
  )
})

test('podAmounts gives containers that ask for nothing a default in scores only', () => {
  const bare = podAmounts(pod('p'))
  assert.deepEqual(
    [bare.requests.milliCPU, bare.nonZeroMilliCPU, bare.nonZeroMemory],
    [0, 100, 200 * 2 ** 20],
  )
  const two = podAmounts(
    pod('p', { spec: { containers: [{ name: 'a', resources: { requests: { cpu: '1' } } }, { name: 'b' }] } }),
  )
  assert.deepEqual(
    [two.requests.milliCPU, two.nonZeroMilliCPU, two.nonZeroMemory],
    [1000, 1100, 400 * 2 ** 20],
  )
  const zero = podAmounts(pod('p', { requests: { cpu: '0', memory: '0' } }))
  assert.deepEqual([zero.nonZeroMilliCPU, zero.nonZeroMemory], [0, 0])
})
