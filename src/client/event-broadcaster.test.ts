import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLogger } from '../base/log.ts'
import { settle } from '../base/node/system-clock.ts'
import { seededRng } from '../base/rng.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { HttpHandler, HttpRequest } from '../machinery/http.ts'
import { createEventRecorder } from './event-broadcaster.ts'
import { createClient } from './typed-client.ts'

function harness(answer: (request: HttpRequest) => { status: number; body?: unknown }) {
  const clock = new VirtualClock({ settle })
  const sent: HttpRequest[] = []
  const handler: HttpHandler = async (request) => {
    sent.push(request)
    const { status, body = {} } = answer(request)
    const bytes = new TextEncoder().encode(JSON.stringify(body))
    return {
      status,
      headers: {},
      body: (async function* () {
        yield bytes
      })(),
    }
  }
  const client = createClient({ handler, clock })
  const parts = { client, clock, rng: seededRng(1), log: silentLogger }
  const recorder = createEventRecorder({ ...parts, component: 'kubelet', host: 'node-1' })
  const stop = new AbortController()
  const running = recorder.run(stop.signal).catch(() => {})
  const end = async () => {
    stop.abort(new Error('over'))
    await running
    assert.equal(clock.pendingTimers, 0)
  }
  return { clock, sent, recorder, end }
}

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', uid: 'u' } }
const rebooted = { type: 'Warning', reason: 'Rebooted', message: 'again' } as const
const bodies = (sent: readonly HttpRequest[]) => sent.map(({ body }) => JSON.parse(String(body)))

test('createEventRecorder() writes events as upstream does, then raises their count', async () => {
  const { clock, sent, recorder, end } = harness(() => ({ status: 201 }))
  recorder.event(node, rebooted)
  await clock.advance(1000)
  recorder.event(node, rebooted)
  await clock.advance(1000)
  assert.deepEqual(
    sent.map(({ method, target }) => `${method} ${target.replace(/\.[0-9a-f]{16}$/, '.HEX')}`),
    ['POST /api/v1/namespaces/default/events', 'PATCH /api/v1/namespaces/default/events/node-1.HEX'],
  )
  const [created, patched] = bodies(sent)
  assert.deepEqual(created.involvedObject, { kind: 'Node', apiVersion: 'v1', name: 'node-1', uid: 'u' })
  assert.deepEqual(created.source, { component: 'kubelet', host: 'node-1' })
  assert.equal(created.firstTimestamp, '2026-01-01T00:00:00Z')
  assert.deepEqual(patched, { count: 2, lastTimestamp: '2026-01-01T00:00:01Z', message: 'again' })
  await end()
})

test('createEventRecorder() creates again where the event has expired', async () => {
  const gone = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'NotFound',
    code: 404,
  }
  const { clock, sent, recorder, end } = harness(({ method }) => {
    return method === 'PATCH' ? { status: 404, body: gone } : { status: 201 }
  })
  recorder.event(node, rebooted)
  recorder.event(node, rebooted)
  await clock.advance(10)
  assert.deepEqual(
    sent.map(({ method }) => method),
    ['POST', 'PATCH', 'POST'],
  )
  assert.equal(bodies(sent)[2].count, 2)
  await end()
})

test('createEventRecorder() waits for a server that is away, but not for one that refuses', async () => {
  let away = true
  const { clock, sent, recorder, end } = harness(() => {
    if (away) throw new Error('connection refused')
    return { status: 403, body: 'no' }
  })
  recorder.event(node, rebooted)
  await clock.advance(30_000)
  const tries = sent.length
  assert.ok(tries >= 3)
  away = false
  await clock.advance(60_000)
  assert.equal(sent.length, tries + 1)
  await end()
})

test('createEventRecorder() never holds more than its bound', async () => {
  const { clock, sent, recorder, end } = harness(() => ({ status: 201 }))
  for (let i = 0; i < 1500; i++) {
    const metadata = { name: `p${i}`, namespace: 'n' }
    recorder.withComponent('c').event({ apiVersion: 'v1', kind: 'Pod', metadata }, rebooted)
  }
  await clock.advance(10)
  await clock.advance(10)
  assert.ok(sent.length >= 1000 && sent.length <= 1002, String(sent.length))
  await end()
})
