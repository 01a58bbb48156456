import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventCorrelator, type NewEvent } from './event-correlator.ts'

const event = (message: string, extra: { reason?: string; object?: string } = {}): NewEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `x.${message}`, namespace: 'n' },
  involvedObject: { kind: 'Pod', name: extra.object ?? 'x', namespace: 'n', uid: 'u' },
  reason: extra.reason ?? 'Pulled',
  message,
  type: 'Normal',
  source: { component: 'kubelet', host: 'a' },
  reportingComponent: 'kubelet',
  reportingInstance: 'a',
})

test('EventCorrelator counts the same event up under its first name', () => {
  const correlator = new EventCorrelator()
  const first = correlator.correlate(event('m'), 0)
  const again = correlator.correlate({ ...event('m'), metadata: { name: 'x.later', namespace: 'n' } }, 5000)
  assert.ok(first.action === 'create' && again.action === 'patch')
  assert.deepEqual([again.event.metadata.name, again.event.count], ['x.m', 2])
  assert.equal(again.event.firstTimestamp, first.event.firstTimestamp)
})

test('EventCorrelator combines from the tenth similar event within ten minutes', () => {
  const correlator = new EventCorrelator()
  const seen = Array.from({ length: 12 }, (_, i) => correlator.correlate(event(`m${i}`), i * 1000))
  assert.deepEqual(
    seen.map((result) => result.action),
    [...Array(10).fill('create'), 'patch', 'patch'],
  )
  const last = seen[11]
  assert.ok(last?.action === 'patch')
  assert.equal(last.event.message, '(combined from similar events): m11')
  assert.equal(last.event.count, 3)
  const later = correlator.correlate(event('m99'), 11_000 + 600_001)
  assert.ok(later.action === 'create' && later.event.message === 'm99')
})

test('EventCorrelator drops what floods: 25 at once, then one in five minutes, for each object', () => {
  const correlator = new EventCorrelator()
  const actions = Array.from({ length: 30 }, () => correlator.correlate(event('m'), 0).action)
  assert.deepEqual(actions.slice(24, 27), ['patch', 'drop', 'drop'])
  assert.equal(correlator.correlate(event('m', { object: 'y' }), 0).action, 'create')
  assert.equal(correlator.correlate(event('m'), 299_000).action, 'drop')
  assert.notEqual(correlator.correlate(event('m'), 300_001).action, 'drop')
  assert.equal(correlator.correlate(event('m'), 300_002).action, 'drop')
})
