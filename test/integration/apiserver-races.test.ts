// What random clients found (test/sim/model), each without chance: writes that race, ends that are told, stores that close.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { settle } from '../../src/base/node/system-clock.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { createMemoryStore } from '../../src/store/memory/memory-store.ts'
import { startTestServer } from '../../src/testing/cluster.ts'
import { StoreGate } from '../sim/model/store-gate.ts'
import { caller, patchTypes, watch } from './api-calls.ts'

const server = await startTestServer()
after(() => server.stop())
const call = caller(server.handler())
const maps = '/api/v1/namespaces/default/configmaps'

test('apply by several at once to what is not there: one makes it, the others change it', async () => {
  const apply = (manager: string) =>
    call(
      'PATCH',
      `${maps}/raced?fieldManager=${manager}`,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'raced' }, data: { [manager]: 'x' } },
      patchTypes.apply,
    )
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map(apply))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 201])
  const { body } = await call('GET', `${maps}/raced`)
  assert.deepEqual(body.data, { a: 'x', b: 'x', c: 'x', d: 'x' })
})

test('delete answers the last state with the revision of its end', async () => {
  const pods = '/api/v1/namespaces/default/pods'
  const spec = { containers: [{ name: 'c', image: 'i' }] }
  const made = await call('POST', pods, { metadata: { name: 'ended' }, spec })
  await using watched = await watch(
    server.handler(),
    `${pods}?watch=true&resourceVersion=${made.body.metadata.resourceVersion}`,
  )
  const { body } = await call('DELETE', `${pods}/ended`)
  const event = await watched.next()
  assert.equal(event.type, 'DELETED')
  assert.equal(body.metadata.resourceVersion, event.object.metadata.resourceVersion)
  assert.notEqual(body.metadata.resourceVersion, made.body.metadata.resourceVersion)
})

test('watch of a revision to come gets no bookmark that leads back', async () => {
  const clock = new VirtualClock({ settle })
  await using own = await startTestServer({ clock })
  const { revision } = own.store
  const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${revision + 2}`
  await using watched = await watch(own.handler(), `${maps}?${query}`)
  await clock.advance(90_000)
  const at = caller(own.handler())
  for (const name of ['one', 'two', 'three']) {
    const { status } = await at('POST', maps, { metadata: { name } })
    assert.equal(status, 201)
  }
  const event = await watched.next()
  assert.deepEqual([event.type, event.object.metadata.name], ['ADDED', 'three'])
})

test('list at a revision says that the server goes, where the store has closed', async () => {
  const clock = new VirtualClock({ settle })
  const store = createMemoryStore({ clock })
  await using earlier = await startTestServer({ clock, store })
  const { body } = await caller(earlier.handler())('POST', maps, { metadata: { name: 'one' } })
  await caller(earlier.handler())('POST', maps, { metadata: { name: 'two' } })
  // What was written before it started, this one knows from the store alone.
  const gate = new StoreGate({ store, clock, delayMs: () => 0 })
  await using own = await startTestServer({ clock, store: gate })
  const at = caller(own.handler())
  gate.shut()
  const { resourceVersion } = body.metadata
  const target = `${maps}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`
  assert.equal((await at('GET', target)).status, 503)
  await own.stop().catch(() => {})
  await earlier.stop()
  await store.close()
})

test('two servers over one store: what one was told the other knows, when it binds, tries out and gives tokens', async () => {
  const clock = new VirtualClock({ settle })
  const store = createMemoryStore({ clock })
  let lagMs = 0
  const gate = new StoreGate({ store, clock, delayMs: () => lagMs })
  await using first = await startTestServer({ clock, store })
  await using second = await startTestServer({ clock, store: gate })
  const [one, other] = [caller(first.handler()), caller(second.handler())]
  const late = async (...request: Parameters<typeof other>) => {
    const answering = other(...request)
    await clock.advance(500)
    return (await answering).status
  }
  const pods = '/api/v1/namespaces/default/pods'
  const spec = { containers: [{ name: 'c', image: 'i' }] }
  await one('POST', pods, { metadata: { name: 'p' }, spec })
  await clock.advance(500)
  lagMs = 100
  await one('DELETE', `${pods}/p`)
  await one('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 's' } })
  const target = { kind: 'Node', name: 'n' }
  assert.equal(await late('POST', `${pods}/p/binding`, { metadata: { name: 'p' }, target }), 404)
  await one('POST', pods, { metadata: { name: 'p' }, spec })
  await one('DELETE', `${pods}/p`)
  assert.equal(await late('POST', `${pods}?dryRun=All`, { metadata: { name: 'p' }, spec }), 201)
  await one('POST', pods, { metadata: { name: 'q' }, spec })
  assert.equal(await late('POST', `${pods}?dryRun=All`, { metadata: { name: 'q' }, spec }), 409)
  await one('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 't' } })
  const tokens = '/api/v1/namespaces/default/serviceaccounts/t/token'
  assert.equal(await late('POST', tokens, { spec: {} }), 201)
  lagMs = 0
  await second.stop()
  await first.stop()
  await store.close()
})

test('pages of one namespace at a past revision are no snapshot of the next', async () => {
  for (const name of ['left', 'right']) await call('POST', '/api/v1/namespaces', { metadata: { name } })
  const of = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`
  let revision = ''
  for (const namespace of ['left', 'right'])
    for (const name of ['one', 'two']) {
      const { body } = await call('POST', of(namespace), { metadata: { name } })
      revision = body.metadata.resourceVersion
    }
  await call('DELETE', `${of('right')}/two`)
  const query = `limit=1&resourceVersion=${revision}&resourceVersionMatch=Exact`
  for (const namespace of ['left', 'right', 'left']) {
    const first = await call('GET', `${of(namespace)}?${query}`)
    const token = first.body.metadata.continue
    const { body } = await call('GET', `${of(namespace)}?continue=${token}`)
    const items = [...first.body.items, ...body.items]
    assert.deepEqual(
      items.map(({ metadata }: { metadata: { namespace: string; name: string } }) => metadata.name),
      ['one', 'two'],
      namespace,
    )
  }
  const all = await call('GET', `/api/v1/configmaps?${query}&fieldSelector=metadata.name%3Dtwo`)
  assert.equal(all.body.items.length, 1)
})
