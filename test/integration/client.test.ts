// The client against the real API server, in virtual time: informers under faults of the wire, leader election, events.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lease } from '../../src/api/coordination/lease/lease.kind.ts'
import { ConfigMap } from '../../src/api/core/config-map/config-map.kind.ts'
import { Event } from '../../src/api/core/event/event.kind.ts'
import { Namespace } from '../../src/api/core/namespace/namespace.kind.ts'
import { silentLogger } from '../../src/base/log.ts'
import { settle } from '../../src/base/node/system-clock.ts'
import { type Rng, randomInt, seededRng } from '../../src/base/rng.ts'
import { TaskGroup } from '../../src/base/task-group.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import type { Client } from '../../src/client/client.ts'
import { createEventRecorder } from '../../src/client/event-broadcaster.ts'
import { createInformers } from '../../src/client/informer-set.ts'
import { runWithLeaderElection } from '../../src/client/leader-election.ts'
import { createClient } from '../../src/client/typed-client.ts'
import type { HttpHandler } from '../../src/machinery/http.ts'
import { objectKey } from '../../src/machinery/kind.ts'
import { isAlreadyExists, isConflict, isNotFound } from '../../src/machinery/status-error.ts'
import { startTestServer } from '../../src/testing/cluster.ts'

const { signal } = new AbortController()

async function settleAll(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await settle()
}

async function harness() {
  const clock = new VirtualClock({ settle: settleAll })
  const server = await startTestServer({ clock, rng: seededRng(1) })
  const client = createClient({ handler: server.handler(), clock })
  const group = new TaskGroup({ signal })
  const close = async () => {
    group.stop()
    await group.wait()
    await server.stop()
  }
  await client
    .create(Namespace, { metadata: { name: 'n' }, spec: {} }, { signal })
    .catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error
    })
  return { clock, server, client, group, [Symbol.asyncDispose]: close }
}

/** Requests fail, answers break off in the middle, and now and then one hangs. */
function faulty(handler: HttpHandler, rng: Rng): HttpHandler {
  return async (request) => {
    if (rng.next() < 0.2) throw new Error('connection refused')
    const response = await handler(request)
    if (!request.target.includes('watch=')) return response
    const pieces = randomInt(rng, 12)
    const hangs = rng.next() < 0.2
    return { ...response, body: broken(response.body, { pieces, hangs, signal: request.signal }) }
  }
}

async function* broken(
  body: AsyncIterable<Uint8Array>,
  how: { readonly pieces: number; readonly hangs: boolean; readonly signal: AbortSignal },
) {
  let left = how.pieces
  for await (const piece of body) {
    if (left-- > 0) yield piece
    else if (!how.hangs) throw new Error('connection reset')
    else
      await new Promise((_, reject) => how.signal.addEventListener('abort', () => reject(how.signal.reason)))
  }
}

const map = (name: string, value: string) => ({ metadata: { name, namespace: 'n' }, data: { value } })

/** One random write; conflicts between writers are part of it. */
async function write(client: Client, rng: Rng): Promise<void> {
  const name = `m${randomInt(rng, 8)}`
  const ref = { namespace: 'n', name }
  const body = { data: { value: String(rng.next()) } }
  try {
    const kind = randomInt(rng, 3)
    if (kind === 0) await client.create(ConfigMap, map(name, 'new'), { signal })
    else if (kind === 1) await client.patch(ConfigMap, ref, { type: 'merge', body, signal })
    else await client.delete(ConfigMap, ref, { signal })
  } catch (error) {
    if (!isNotFound(error) && !isAlreadyExists(error) && !isConflict(error)) throw error
  }
}

for (const seed of [1, 2, 3, 4]) {
  test(`createInformers() ends with what the server has, whatever the wire does (seed ${seed})`, async () => {
    await using parts = await harness()
    const { clock, server, client, group } = parts
    const rng = seededRng(seed)
    const through = createClient({ handler: faulty(server.handler(), seededRng(seed + 100)), clock })
    const informers = createInformers({ client: through, clock, rng, log: silentLogger, freeze: true })
    const informer = informers.of(ConfigMap, { namespace: 'n' })
    const seen = new Map<string, string>()
    informer.addHandler({
      onAdd: (obj) => {
        assert.ok(!seen.has(obj.metadata.uid), 'added twice')
        seen.set(obj.metadata.uid, obj.metadata.resourceVersion)
      },
      onUpdate: (obj) => {
        assert.ok(
          Number(obj.metadata.resourceVersion) > Number(seen.get(obj.metadata.uid)),
          'went back in time',
        )
        seen.set(obj.metadata.uid, obj.metadata.resourceVersion)
      },
      onDelete: (obj) => assert.ok(seen.delete(obj.metadata.uid), 'deleted what was not there'),
    })
    group.spawn((stop) => informers.run(stop))
    for (let i = 0; i < 150; i++) {
      await write(client, rng)
      await clock.advance(randomInt(rng, 3000))
    }
    const { items } = await client.list(ConfigMap, { namespace: 'n', signal })
    const wanted = items.map(({ metadata }) => metadata.resourceVersion).sort()
    const has = () =>
      informer
        .list()
        .map(({ metadata }) => metadata.resourceVersion)
        .sort()
        .join()
    await clock.runUntil(() => has() === wanted.join(), { limitMs: 1_000_000 })
    assert.deepEqual([...seen.values()].sort(), wanted)
    for (const obj of items) assert.equal(informer.get(objectKey(obj))?.metadata.uid, obj.metadata.uid)
  })
}

test('createInformers() starts an informer that is asked for while it runs, and shares it', async () => {
  await using parts = await harness()
  const { clock, client, group } = parts
  await client.create(ConfigMap, map('a', '1'), { signal })
  const informers = createInformers({ client, clock, rng: seededRng(1), log: silentLogger })
  group.spawn((stop) => informers.run(stop))
  await clock.advance(1)
  const informer = informers.of(ConfigMap)
  assert.equal(informers.of(ConfigMap), informer)
  assert.notEqual(informers.of(ConfigMap, { namespace: 'n' }), informer)
  await informers.synced({ signal })
  assert.equal(informer.get('n/a')?.data?.value, '1')
  const selected = informers.of(ConfigMap, { fieldSelector: 'metadata.name=a' })
  await selected.synced({ signal })
  assert.deepEqual(selected.list().map(objectKey), ['n/a'])
})

test('runWithLeaderElection() lets one lead at a time, and another take over when it stops or is cut off', async () => {
  await using parts = await harness()
  const { clock, server, group } = parts
  const leading = new Set<string>()
  const history: string[] = []
  const cutOff = new Set<string>()
  const stops = new Map<string, AbortController>()
  const candidate = (identity: string, seed: number) => {
    const handler = server.handler()
    const client = createClient({
      handler: async (request) => {
        if (cutOff.has(identity)) throw new Error('unreachable')
        return await handler(request)
      },
      clock,
    })
    const own = new AbortController()
    stops.set(identity, own)
    const lease = { namespace: 'n', name: 'controllers' }
    group.spawn(async (stop) => {
      const both = AbortSignal.any([stop, own.signal])
      const options = {
        client,
        clock,
        rng: seededRng(seed),
        log: silentLogger,
        lease,
        identity,
        signal: both,
      }
      const lead = async (leads: AbortSignal) => {
        assert.equal(leading.size, 0, 'two lead at once')
        leading.add(identity)
        history.push(identity)
        await new Promise<void>((resolve) => leads.addEventListener('abort', () => resolve(), { once: true }))
        leading.delete(identity)
      }
      await runWithLeaderElection(options, lead).catch((error: unknown) => {
        if (!both.aborted) throw error
      })
    })
  }
  candidate('a', 1)
  await clock.runUntil(() => leading.has('a'), { limitMs: 10_000 })
  candidate('b', 2)
  await clock.advance(60_000)
  assert.deepEqual(history, ['a'])
  // A leader that stops gives the lease back: the next one need not wait until it has run out.
  stops.get('a')?.abort(new Error('stopped'))
  await clock.runUntil(() => leading.has('b'), { limitMs: 6000 })
  candidate('c', 3)
  // One that is cut off gives up before another may lead.
  cutOff.add('b')
  await clock.runUntil(() => leading.size === 0, { limitMs: 12_500 })
  await clock.runUntil(() => leading.has('c'), { limitMs: 20_000 })
  cutOff.delete('b')
  await clock.advance(60_000)
  assert.deepEqual(history, ['a', 'b', 'c'])
  const lease = await parts.client.get(Lease, { namespace: 'n', name: 'controllers' }, { signal })
  assert.deepEqual([lease.spec.holderIdentity, lease.spec.leaseTransitions], ['c', 2])
})

test('createEventRecorder() writes events that the server takes, and counts them up', async () => {
  await using parts = await harness()
  const { clock, client, group } = parts
  const recorder = createEventRecorder({
    client,
    clock,
    rng: seededRng(1),
    log: silentLogger,
    component: 'test',
  })
  group.spawn((stop) => recorder.run(stop))
  const subject = await client.create(ConfigMap, map('a', '1'), { signal })
  for (let i = 0; i < 3; i++) {
    recorder.event(subject, { type: 'Warning', reason: 'Odd', message: 'looks odd' })
    await clock.advance(1000)
  }
  const { items } = await client.list(Event, { namespace: 'n', signal })
  assert.deepEqual(
    items.map(({ reason, count, reportingComponent }) => [reason, count, reportingComponent]),
    [['Odd', 3, 'test']],
  )
})
