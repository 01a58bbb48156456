import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitFaults } from './limit-rules.ts'

function check(
  item: object,
  asked: { requests?: object; limits?: object },
  expected: readonly string[],
): void {
  const quantities = { requests: {}, limits: {}, ...asked } as Parameters<typeof limitFaults>[1]
  assert.deepEqual(limitFaults({ type: 'Container', ...item }, quantities), expected)
}

test('limitFaults() compares requests and limits with the bounds', () => {
  check({ min: { cpu: '100m' } }, { requests: { cpu: '0.1' } }, [])
  check({ min: { cpu: '100m' } }, { requests: { cpu: '50m' } }, [
    'minimum cpu usage per Container is 100m, but request is 50m',
  ])
  check({ min: { cpu: '100m' } }, {}, ['minimum cpu usage per Container is 100m.  No request is specified'])
  check({ max: { memory: '1Gi' } }, { limits: { memory: '1024Mi' } }, [])
  check({ max: { memory: '1Gi' } }, { limits: { memory: '2Gi' } }, [
    'maximum memory usage per Container is 1Gi, but limit is 2Gi',
  ])
  check({ max: { memory: '1Gi' } }, {}, ['maximum memory usage per Container is 1Gi.  No limit is specified'])
})

test('limitFaults() holds limits to a multiple of requests', () => {
  const ratio = { maxLimitRequestRatio: { cpu: '2' } }
  check(ratio, { requests: { cpu: '1' }, limits: { cpu: '2' } }, [])
  check(ratio, { requests: { cpu: '1' }, limits: { cpu: '3' } }, [
    'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
  ])
  check(ratio, { limits: { cpu: '3' } }, [
    'cpu max limit to request ratio per Container is 2, but no request is specified or request is 0',
  ])
})
