import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLogger } from '../../base/log.ts'
import { seededRng } from '../../base/rng.ts'
import { TaskGroup } from '../../base/task-group.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { HttpRequest } from '../../machinery/http.ts'
import { webhookBackend, webhookDefaults } from './webhook-backend.ts'

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A server that answers as told; the events of each batch that it got. */
function start(more: { statuses?: number[]; bufferSize?: number; maxBatchSize?: number } = {}) {
  const clock = new VirtualClock({ settle })
  const { statuses = [], ...options } = more
  const batches: string[][] = []
  const lost: [number, string][] = []
  let closed = 0
  const handler = async (request: HttpRequest) => {
    const { items } = JSON.parse(String(request.body)) as { items: { auditID: string }[] }
    batches.push(items.map(({ auditID }) => auditID))
    assert.deepEqual(
      [request.method, request.target, request.headers.authorization],
      ['POST', '/audit', 'Bearer t'],
    )
    return { status: statuses.shift() ?? 200, headers: {}, body: (async function* () {})() }
  }
  const backend = webhookBackend({
    ...webhookDefaults,
    ...options,
    handler,
    target: '/audit',
    headers: () => ({ authorization: 'Bearer t' }),
    close: async () => void closed++,
  })({
    clock,
    rng: seededRng(1),
    log: silentLogger,
    lost: (_plugin, count, error) => lost.push([count, String(error)]),
  })
  const tasks = new TaskGroup({ signal: new AbortController().signal })
  tasks.spawn(async (signal) => await backend.run?.(signal))
  const write = (...ids: string[]) => ids.forEach((id) => void backend.write(`"auditID":"${id}"`))
  const stop = async () => {
    tasks.stop()
    await tasks.wait()
    assert.deepEqual([clock.pendingTimers, closed], [0, 1])
  }
  return { clock, batches, lost, write, stop }
}

test('webhookBackend() sends what has gathered within half a minute', async () => {
  const { clock, batches, write, stop } = start()
  await settle()
  write('a', 'b')
  await clock.advance(29_000)
  assert.deepEqual(batches, [])
  write('c')
  await clock.advance(1000)
  assert.deepEqual(batches, [['a', 'b', 'c']])
  await stop()
})

test('webhookBackend() does not wait for more where a batch is full', async () => {
  const { clock, batches, write, stop } = start({ maxBatchSize: 2 })
  write('a', 'b', 'c')
  await clock.advance(0)
  assert.deepEqual(batches, [['a', 'b']])
  await clock.advance(30_000)
  assert.deepEqual(batches, [['a', 'b'], ['c']])
  await stop()
})

test('webhookBackend() tries again with growing pauses, five times in all', async () => {
  const { clock, batches, lost, write, stop } = start({ statuses: [500, 503, 500, 500, 500] })
  write('a')
  await clock.advance(30_000)
  assert.equal(batches.length, 1)
  await clock.advance(12_000)
  assert.equal(batches.length, 2)
  await clock.advance(120_000)
  assert.equal(batches.length, 5)
  assert.deepEqual(lost, [[1, 'Error: the audit webhook answered 500']])
  write('b')
  await clock.advance(30_000)
  assert.deepEqual(batches.at(-1), ['b'])
  await stop()
})

test('webhookBackend() refuses what does not fit, and gives away the rest at the end', async () => {
  const { clock, batches, lost, write, stop } = start({ bufferSize: 2 })
  write('a', 'b')
  assert.throws(() => write('c'), /audit buffer queue blocked/)
  await clock.advance(0)
  await stop()
  assert.deepEqual([batches, lost], [[['a', 'b']], []])
})

test('webhookBackend() ends while it waits for another try', async () => {
  const { clock, batches, lost, write, stop } = start({ statuses: [500, 500] })
  write('a')
  await clock.advance(31_000)
  await stop()
  assert.deepEqual([batches.length, lost.length], [2, 1])
})
