// WATCH: order, selectors, starts in the past, bookmarks, ends.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { settle } from '../../src/base/node/system-clock.ts'
import { seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller, patchTypes, type Watched, watch } from './api-calls.ts'

let server: TestServer
let call: Call
const clock = new VirtualClock({ settle })
before(async () => {
  server = await startTestServer({ clock, rng: seededRng(1) })
  call = caller(server.handler())
})
after(() => server.stop())

const maps = '/api/v1/namespaces/default/configmaps'
const open = (query: string, headers = {}) => watch(server.handler(), `${maps}?watch=true&${query}`, headers)
const now = async () => (await call('GET', `${maps}?limit=1`)).body.metadata.resourceVersion
async function take(watched: Watched, count: number): Promise<string[]> {
  const seen: string[] = []
  for (let i = 0; i < count; i++) {
    const { type, object } = await watched.next()
    seen.push(`${type} ${object.metadata.name}`)
  }
  return seen
}

test('watch gives what is there, then every change in order', async () => {
  await call('POST', maps, { metadata: { name: 'a' } })
  await using watched = await open('')
  assert.deepEqual(await take(watched, 1), ['ADDED a'])
  await call('POST', maps, { metadata: { name: 'b' } })
  await call('PATCH', `${maps}/b`, { data: { x: '1' } }, patchTypes.merge)
  await call('DELETE', `${maps}/a`)
  await call('DELETE', `${maps}/b`)
  assert.deepEqual(await take(watched, 4), ['ADDED b', 'MODIFIED b', 'DELETED a', 'DELETED b'])
})

test('watch tells a deletion with the last state and the deletion’s own version', async () => {
  await call('POST', maps, { metadata: { name: 'last' }, data: { x: '1' } })
  await using watched = await open(`resourceVersion=${await now()}`)
  await call('DELETE', `${maps}/last`)
  const { type, object } = await watched.next()
  assert.deepEqual([type, object.data], ['DELETED', { x: '1' }])
  assert.equal(object.metadata.resourceVersion, await now())
})

test('watch starts after a revision in the past without losing or repeating anything', async () => {
  const { body } = await call('POST', maps, { metadata: { name: 'past' } })
  for (const x of ['1', '2', '3']) await call('PATCH', `${maps}/past`, { data: { x } }, patchTypes.merge)
  await using watched = await open(`resourceVersion=${body.metadata.resourceVersion}`)
  const seen = []
  for (let i = 0; i < 3; i++) seen.push((await watched.next()).object.data.x)
  assert.deepEqual(seen, ['1', '2', '3'])
  await call('DELETE', `${maps}/past`)
})

test('watch turns changes of what a selector takes in into ADDED and DELETED', async () => {
  await using watched = await open(`resourceVersion=${await now()}&labelSelector=in%3Dyes`)
  await call('POST', maps, { metadata: { name: 'moving' } })
  await call('PATCH', `${maps}/moving`, { metadata: { labels: { in: 'yes' } } }, patchTypes.merge)
  await call('PATCH', `${maps}/moving`, { data: { x: '1' } }, patchTypes.merge)
  await call('PATCH', `${maps}/moving`, { metadata: { labels: null } }, patchTypes.merge)
  assert.deepEqual(await take(watched, 3), ['ADDED moving', 'MODIFIED moving', 'DELETED moving'])
  await call('DELETE', `${maps}/moving`)
})

test('watch of one object, one namespace and one node sees nothing else', async () => {
  await call('POST', '/api/v1/namespaces', { metadata: { name: 'other' } })
  const pods = '/api/v1/namespaces/default/pods'
  await using one = await watch(server.handler(), `${maps}?watch=1&fieldSelector=metadata.name%3Done`)
  await using namespace = await watch(server.handler(), '/api/v1/namespaces/other/configmaps?watch=1')
  await using node = await watch(server.handler(), '/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3Dn1')
  for (const name of ['two', 'one']) await call('POST', maps, { metadata: { name } })
  await call('POST', '/api/v1/namespaces/other/configmaps', { metadata: { name: 'there' } })
  assert.deepEqual(await take(one, 1), ['ADDED one'])
  // Every namespace gets its CA bundle from a controller; none runs here.
  assert.deepEqual(await take(namespace, 1), ['ADDED there'])
  for (const name of ['p1', 'p2']) {
    await call('POST', pods, { metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } })
  }
  await call('POST', `${pods}/p2/binding`, { target: { name: 'n1' } })
  await call('DELETE', `${pods}/p2?gracePeriodSeconds=0`)
  assert.deepEqual(await take(node, 2), ['ADDED p2', 'DELETED p2'])
})

test('watch says in the stream that a revision is gone', async () => {
  await clock.advance(6 * 60_000)
  for (const name of ['new', 'newer']) await call('POST', maps, { metadata: { name } })
  await using watched = await open('resourceVersion=1')
  const { type, object } = await watched.next()
  assert.deepEqual([type, object.code, object.reason], ['ERROR', 410, 'Expired'])
  assert.match(object.message, /^too old resource version: 1 \(\d+\)$/)
  assert.equal(await watched.next(), undefined)
  for (const name of ['new', 'newer']) await call('DELETE', `${maps}/${name}`)
})

test('watch gives bookmarks every minute, and at the end of what was there', async () => {
  await call('POST', maps, { metadata: { name: 'marked' } })
  await using watched = await open(
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=none',
  )
  const first = await watched.next()
  assert.deepEqual(
    [first.type, first.object.kind, first.object.metadata.annotations],
    ['BOOKMARK', 'ConfigMap', { 'k8s.io/initial-events-end': 'true' }],
  )
  const next = watched.next()
  await call('POST', maps, { metadata: { name: 'elsewhere' } })
  await clock.advance(60_000)
  const { type, object } = await next
  assert.deepEqual([type, object.metadata.resourceVersion], ['BOOKMARK', await now()])
  for (const name of ['marked', 'elsewhere']) await call('DELETE', `${maps}/${name}`)
})

test('watch ends when its time is over, or the client goes', async () => {
  await using watched = await open(`resourceVersion=${await now()}&timeoutSeconds=5`)
  const next = watched.next()
  await clock.advance(5000)
  assert.equal(await next, undefined)
  const { cache } = server.server.core.resources.find('', 'configmaps') ?? assert.fail()
  await settle()
  const before = cache.watcherCount
  {
    await using _left = await open(`resourceVersion=${await now()}`)
    assert.equal(cache.watcherCount, before + 1)
  }
  assert.equal(cache.watcherCount, before)
})

test('watch answers table rows, the columns with the first only', async () => {
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
  await using watched = await open(`resourceVersion=${await now()}`, table)
  for (const name of ['t1', 't2']) await call('POST', maps, { metadata: { name } })
  const [first, second] = [await watched.next(), await watched.next()]
  assert.deepEqual(
    [first.object.kind, first.object.rows[0].cells[0], first.object.columnDefinitions.length],
    ['Table', 't1', 3],
  )
  assert.deepEqual([second.object.rows[0].cells[0], second.object.columnDefinitions], ['t2', null])
})

test('watch gives a slow reader everything up to its bound and then cuts it off', async () => {
  const handler = server.handler()
  const stop = new AbortController()
  const target = `${maps}?watch=true&resourceVersion=${await now()}`
  const response = await handler({ method: 'GET', target, headers: {}, signal: stop.signal })
  await call('POST', maps, { metadata: { name: 'flood' } })
  for (let i = 0; i < 10_001; i++)
    await call('PATCH', `${maps}/flood`, { data: { i: String(i) } }, patchTypes.merge)
  let bytes = 0
  for await (const part of response.body) bytes += part.length
  assert.equal(bytes, 0)
  stop.abort(new Error('done'))
})

test('watch cuts a reader off that would keep too many bytes, and sends the rest in pieces', async () => {
  const handler = server.handler()
  const stop = new AbortController()
  const from = await now()
  const data = { x: 'x'.repeat(700_000) }
  await call('POST', maps, { metadata: { name: 'heavy' }, data })
  const target = `${maps}?watch=true&fieldSelector=metadata.name%3Dheavy&resourceVersion=${from}`
  const open = () => handler({ method: 'GET', target, headers: {}, signal: stop.signal })
  const change = async (to: number) => {
    for (let i = 0; i < to; i++)
      await call('PATCH', `${maps}/heavy`, { data: { i: String(i) } }, patchTypes.merge)
  }
  const patient = await open()
  await change(20)
  let pieces = 0
  let events = 0
  for await (const part of patient.body) {
    assert.ok(part.length < 2 << 20, `${part.length} bytes at once`)
    pieces++
    events += part.filter((byte) => byte === 10).length
    if (events === 21) break
  }
  assert.ok(pieces > 10)
  const stuck = await open()
  await change(100)
  let bytes = 0
  for await (const part of stuck.body) bytes += part.length
  assert.equal(bytes, 0)
  stop.abort(new Error('done'))
})

test('watch below /watch/ takes the name of one object', async () => {
  const one = '/api/v1/watch/namespaces/default/configmaps/named'
  for (const name of ['named', 'other']) await call('POST', maps, { metadata: { name } })
  await using watched = await watch(server.handler(), `${one}?timeoutSeconds=60`)
  for (const name of ['other', 'named']) await call('DELETE', `${maps}/${name}`)
  assert.deepEqual(await take(watched, 2), ['ADDED named', 'DELETED named'])
  const mismatched = await call('GET', `${one}?fieldSelector=metadata.name%3Dother`)
  assert.deepEqual(
    [mismatched.status, mismatched.body.message],
    [400, "fieldSelector metadata.name doesn't match requested name"],
  )
  assert.equal((await call('DELETE', one)).status, 405)
})
