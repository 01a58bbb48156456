import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AuditEvent, eventFields, eventLine, eventList } from './audit-event.ts'
import { sourceIPs } from './source-ips.ts'

const event: AuditEvent = {
  level: 'Request',
  auditID: 'a-1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/default/pods?x="y"',
  verb: 'create',
  user: { name: 'bob', uid: '', groups: ['devs'], extra: {} },
  impersonatedUser: undefined,
  sourceIPs: ['10.0.0.1'],
  userAgent: 'kubectl\nfake',
  objectRef: { resource: 'pods', namespace: 'default', name: '', apiGroup: '', apiVersion: 'v1' },
  responseStatus: { code: 201 },
  requestObject: '{"a":1}',
  responseObject: undefined,
  receivedMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  stageMs: Date.UTC(2026, 0, 2, 3, 4, 6),
  annotations: new Map([
    ['b', '2'],
    ['__proto__', '1'],
  ]),
}

test('eventLine() has the fields in the order of upstream, on one line', () => {
  assert.equal(
    eventLine(eventFields(event)),
    `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"a-1","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/default/pods?x=\\"y\\"","verb":"create","user":{"username":"bob","groups":["devs"]},"sourceIPs":["10.0.0.1"],"userAgent":"kubectl\\nfake","objectRef":{"resource":"pods","namespace":"default","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":201},"requestObject":{"a":1},"requestReceivedTimestamp":"2026-01-02T03:04:05.678000Z","stageTimestamp":"2026-01-02T03:04:06.000000Z","annotations":{"__proto__":"1","b":"2"}}\n`,
  )
})

test('eventFields() leaves out what there is not, and cuts long agents', () => {
  const bare = JSON.parse(
    `{${eventFields({ ...event, user: undefined, sourceIPs: [], objectRef: undefined, responseStatus: undefined, requestObject: undefined, annotations: undefined, userAgent: 'x'.repeat(1025) })}}`,
  )
  assert.deepEqual(Object.keys(bare), [
    'level',
    'auditID',
    'stage',
    'requestURI',
    'verb',
    'user',
    'userAgent',
    'requestReceivedTimestamp',
    'stageTimestamp',
  ])
  assert.deepEqual([bare.user, bare.userAgent.length], [{}, 1024 + '...TRUNCATED'.length])
})

test('eventList() is one document', () => {
  const { kind, items } = JSON.parse(eventList([eventFields(event), eventFields(event)]))
  assert.deepEqual([kind, items.length, items[0].kind, items[1].auditID], ['EventList', 2, undefined, 'a-1'])
})

test('sourceIPs() are who says to have passed it on, and who did', () => {
  const check = (headers: Record<string, string>, remoteAddress: string, expected: readonly string[]) =>
    assert.deepEqual(sourceIPs({ headers, connection: { remoteAddress } as never }), expected)
  check({}, '10.0.0.1', ['10.0.0.1'])
  check({}, '::ffff:10.0.0.1', ['10.0.0.1'])
  check({ 'x-forwarded-for': '1.2.3.4, rubbish, ::1', 'x-real-ip': '1.2.3.4' }, '10.0.0.1', [
    '1.2.3.4',
    '::1',
    '10.0.0.1',
  ])
  check({ 'x-real-ip': '10.0.0.1' }, '10.0.0.1', ['10.0.0.1'])
  check({}, '', [])
})
