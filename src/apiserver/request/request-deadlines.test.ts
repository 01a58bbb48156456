import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { parseTarget } from './path.ts'
import { handlerLimitMs, RequestDeadlines, timeLimitOf, timeoutError } from './request-deadlines.ts'
import { requestInfo } from './request-info.ts'

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

const limits: readonly (readonly [asked: string, limitMs: number | undefined])[] = [
  ['GET /api/v1/pods', 60_000],
  ['GET /api/v1/pods?timeout=5s', 5000],
  ['GET /api/v1/pods?timeout=1h', 60_000],
  ['GET /api/v1/pods?timeout=-1s', 60_000],
  ['GET /healthz', 60_000],
  ['GET /api/v1/pods?watch=1', undefined],
  ['GET /api/v1/pods?watch=1&timeout=rubbish', undefined],
  ['POST /api/v1/namespaces/a/pods/x/exec', undefined],
  ['GET /api/v1/namespaces/a/pods/x/log?timeout=1s', undefined],
  ['GET /api/v1/namespaces/a/pods/x/portforward', undefined],
  ['GET /api/v1/namespaces/a/services/x/proxy/y', undefined],
  ['PUT /api/v1/namespaces/a/pods/x/status', 60_000],
]

for (const [asked, limitMs] of limits) {
  test(`timeLimitOf() ${asked}`, () => {
    const [method = '', path = ''] = asked.split(' ')
    const target = parseTarget(path)
    const request = { info: requestInfo(target, method), query: target.query }
    assert.equal(timeLimitOf(request, 60_000), limitMs)
  })
}

test('handlerLimitMs() gives writes little more than half a minute', () => {
  assert.deepEqual(
    [handlerLimitMs('create', 60_000), handlerLimitMs('create', 10_000), handlerLimitMs('list', 60_000)],
    [34_000, 10_000, 60_000],
  )
})

test('RequestDeadlines.within() settles as what it watches does', async () => {
  const clock = new VirtualClock({ settle })
  const deadlines = new RequestDeadlines(clock)
  const limit = { beganMs: 0, limitMs: 60_000, expire: () => new Error('too late') }
  assert.equal(await deadlines.within(Promise.resolve(1), limit), 1)
  await assert.rejects(deadlines.within(Promise.reject(new Error('its own')), limit), /its own/)
  // The one timer of the usual limit runs out by itself, or with the server.
  assert.equal(clock.pendingTimers, 1)
  deadlines.stop()
  assert.equal(clock.pendingTimers, 0)
})

test('RequestDeadlines.within() rejects each when its own time is over', async () => {
  const clock = new VirtualClock({ settle })
  const deadlines = new RequestDeadlines(clock)
  const over: string[] = []
  const wait = (name: string, limitMs: number) => {
    const expire = () => timeoutError('list')
    const never = new Promise<void>(() => {})
    const limit = { beganMs: clock.monotonic(), limitMs, expire }
    deadlines.within(never, limit).catch((error: Error) => over.push(`${name} ${error.message}`))
  }
  wait('first', 60_000)
  wait('short', 500)
  await clock.advance(10_000)
  const why = 'Timeout: request did not complete within the allotted timeout'
  assert.deepEqual(over, [`short ${why}`])
  wait('second', 60_000)
  await clock.advance(50_000)
  assert.deepEqual(over.slice(1), [`first ${why}`])
  await clock.advance(10_000)
  assert.deepEqual(over.slice(2), [`second ${why}`])
  deadlines.stop()
  assert.equal(clock.pendingTimers, 0)
})
