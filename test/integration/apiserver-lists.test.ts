// LIST in all its ways: pages over one state, selectors, resourceVersion rules, tables.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { settle } from '../../src/base/node/system-clock.ts'
import { seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller } from './api-calls.ts'

let server: TestServer
let call: Call
const clock = new VirtualClock({ settle })
before(async () => {
  server = await startTestServer({ clock, rng: seededRng(1) })
  call = caller(server.handler())
  await call('POST', '/api/v1/namespaces', { metadata: { name: 'pages' } })
  for (let i = 0; i < 10; i++) {
    await call('POST', maps, {
      metadata: { name: `m${i}`, labels: { parity: i % 2 === 0 ? 'even' : 'odd' } },
    })
  }
})
after(() => server.stop())

const maps = '/api/v1/namespaces/pages/configmaps'
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }
const namesOf = ({ body }: Answer): string[] =>
  body.items.map((item: { metadata: { name: string } }) => item.metadata.name)

test('list answers items without their type, in key order, with a resourceVersion', async () => {
  const answer = await call('GET', maps)
  assert.deepEqual(namesOf(answer), ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'])
  const { kind, apiVersion, metadata, items } = answer.body
  assert.deepEqual([kind, apiVersion, Object.keys(metadata)], ['ConfigMapList', 'v1', ['resourceVersion']])
  assert.equal(items[0].kind, undefined)
  assert.deepEqual((await call('GET', '/api/v1/namespaces/none/configmaps')).body.items, [])
})

test('list goes on with a page where it was, whatever was written since', async () => {
  const first = await call('GET', `${maps}?limit=4`)
  assert.deepEqual([namesOf(first), first.body.metadata.remainingItemCount], [['m0', 'm1', 'm2', 'm3'], 6])
  await call('DELETE', `${maps}/m5`)
  await call('POST', maps, { metadata: { name: 'm55' } })
  const second = await call('GET', `${maps}?limit=4&continue=${first.body.metadata.continue}`)
  assert.deepEqual(namesOf(second), ['m4', 'm5', 'm6', 'm7'])
  assert.equal(second.body.metadata.resourceVersion, first.body.metadata.resourceVersion)
  const last = await call('GET', `${maps}?limit=4&continue=${second.body.metadata.continue}`)
  assert.deepEqual([namesOf(last), last.body.metadata.continue], [['m8', 'm9'], undefined])
  await call('DELETE', `${maps}/m55`)
  await call('POST', maps, { metadata: { name: 'm5', labels: { parity: 'odd' } } })
})

test('list pages through what a selector takes in without counting the rest', async () => {
  const first = await call('GET', `${maps}?labelSelector=parity%3Deven&limit=2`)
  assert.deepEqual([namesOf(first), first.body.metadata.remainingItemCount], [['m0', 'm2'], undefined])
  const rest = await call(
    'GET',
    `${maps}?labelSelector=parity%3Deven&limit=9&continue=${first.body.metadata.continue}`,
  )
  assert.deepEqual([namesOf(rest), rest.body.metadata.continue], [['m4', 'm6', 'm8'], undefined])
})

test('list says 410 to a token that is too old, and how to go on', async () => {
  const first = await call('GET', `${maps}?limit=3`)
  await clock.advance(6 * 60_000)
  await call('POST', maps, { metadata: { name: 'zz' } })
  await server.store.compact(server.store.revision)
  const expired = await call('GET', `${maps}?limit=3&continue=${first.body.metadata.continue}`)
  assert.deepEqual([expired.status, expired.body.reason], [410, 'Expired'])
  assert.match(expired.body.message, /^The provided continue parameter is too old/)
  const fresh = await call('GET', `${maps}?limit=3&continue=${expired.body.metadata.continue}`)
  assert.deepEqual(namesOf(fresh), ['m3', 'm4', 'm5'])
  await call('DELETE', `${maps}/zz`)
})

test('list refuses tokens that it did not make', async () => {
  for (const token of [
    'x',
    '%00',
    Buffer.from('{"v":"other"}').toString('base64url'),
    Buffer.from('[]').toString('base64url'),
  ]) {
    const { status, body } = await call('GET', `${maps}?limit=3&continue=${encodeURIComponent(token)}`)
    assert.equal(status, 400)
    assert.match(body.message, /^invalid continue token: continue key is not valid: /)
  }
})

test('list keeps to the resourceVersion rules', async () => {
  const { body } = await call('GET', maps)
  const then = Number(body.metadata.resourceVersion)
  await call('POST', maps, { metadata: { name: 'later' } })
  assert.ok(namesOf(await call('GET', `${maps}?resourceVersion=${then}`)).includes('later'))
  const exact = await call('GET', `${maps}?resourceVersion=${then}&resourceVersionMatch=Exact`)
  assert.deepEqual(
    [namesOf(exact).includes('later'), exact.body.metadata.resourceVersion],
    [false, String(then)],
  )
  assert.equal(
    namesOf(await call('GET', `${maps}?resourceVersion=${then}&limit=100`)).includes('later'),
    false,
  )
  assert.ok(namesOf(await call('GET', `${maps}?resourceVersion=0`)).includes('later'))
  const waiting = call('GET', `${maps}?resourceVersion=${then + 1_000_000}`)
  await clock.advance(3000)
  const future = await waiting
  assert.equal(future.status, 504)
  assert.match(future.body.message, /^Timeout: Too large resource version: \d+, current: \d+$/)
  assert.equal(future.body.details.causes[0].reason, 'ResourceVersionTooLarge')
  for (const query of [
    'resourceVersionMatch=Exact',
    'resourceVersion=0&resourceVersionMatch=Exact',
    'resourceVersion=1&resourceVersionMatch=Some',
  ]) {
    assert.equal((await call('GET', `${maps}?${query}`)).status, 422, query)
  }
  assert.equal((await call('GET', `${maps}?limit=ten`)).status, 400)
  const malformed = await call('GET', `${maps}?resourceVersion=x`)
  assert.deepEqual(
    [malformed.body.code, malformed.body.message],
    [
      400,
      'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
  )
  const { continue: token } = (await call('GET', `${maps}?limit=1`)).body.metadata
  const both = await call('GET', `${maps}?limit=1&continue=${token}&resourceVersion=${then}`)
  assert.deepEqual(
    [both.body.code, both.body.message],
    [400, 'specifying resource version is not allowed when using continue'],
  )
  await call('DELETE', `${maps}/later`)
})

test('list selects by label and by field', async () => {
  assert.deepEqual(namesOf(await call('GET', `${maps}?labelSelector=parity+in+(odd),parity!%3Deven`)), [
    'm1',
    'm3',
    'm5',
    'm7',
    'm9',
  ])
  assert.deepEqual(namesOf(await call('GET', `${maps}?fieldSelector=metadata.name%3Dm3`)), ['m3'])
  assert.deepEqual(
    namesOf(
      await call('GET', '/api/v1/configmaps?fieldSelector=metadata.name%3Dm3,metadata.namespace%3Dpages'),
    ),
    ['m3'],
  )
  assert.deepEqual(
    namesOf(await call('GET', `${maps}?fieldSelector=metadata.name!%3Dm3&labelSelector=parity%3Dodd`)),
    ['m1', 'm5', 'm7', 'm9'],
  )
  const unknown = await call('GET', `${maps}?fieldSelector=data.a%3D1`)
  assert.equal(unknown.status, 400)
  assert.match(
    unknown.body.message,
    /^"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"$/,
  )
  assert.equal((await call('GET', `${maps}?labelSelector=a%3D%3D%3Db`)).status, 400)
})

test('list finds the pods of a node by index', async () => {
  const pods = '/api/v1/namespaces/pages/pods'
  for (const name of ['p1', 'p2', 'p3']) {
    await call('POST', pods, { metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } })
  }
  await call('POST', `${pods}/p2/binding`, { target: { name: 'n1' } })
  const onNode = '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1'
  assert.deepEqual(namesOf(await call('GET', onNode)), ['p2'])
  assert.deepEqual(namesOf(await call('GET', `${onNode},status.phase%3DRunning`)), [])
  await call('DELETE', `${pods}/p2?gracePeriodSeconds=0`)
  assert.deepEqual(namesOf(await call('GET', onNode)), [])
})

test('list answers tables and metadata alone', async () => {
  const { body } = await call('GET', `${maps}?limit=1`, undefined, table)
  assert.deepEqual([body.kind, body.apiVersion], ['Table', 'meta.k8s.io/v1'])
  assert.deepEqual(
    body.columnDefinitions.map(({ name }: { name: string }) => name),
    ['Name', 'Data', 'Age'],
  )
  assert.equal(body.rows[0].cells[0], 'm0')
  assert.equal(body.rows[0].object.kind, 'PartialObjectMetadata')
  assert.equal(typeof body.metadata.continue, 'string')
  const whole = await call('GET', `${maps}?limit=1&includeObject=Object`, undefined, table)
  assert.equal(whole.body.rows[0].object.kind, 'ConfigMap')
  const none = await call('GET', `${maps}?limit=1&includeObject=None`, undefined, table)
  assert.deepEqual(Object.keys(none.body.rows[0]), ['cells'])
  const partial = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }
  const metadata = (await call('GET', `${maps}?limit=2`, undefined, partial)).body
  assert.equal(metadata.kind, 'PartialObjectMetadataList')
  assert.deepEqual(Object.keys(metadata.items[0]), ['kind', 'apiVersion', 'metadata'])
})

test('answers come as YAML too, and 406 names what there is', async () => {
  const { text, headers } = await call('GET', `${maps}/m1`, undefined, { accept: 'application/yaml' })
  assert.equal(headers['content-type'], 'application/yaml')
  assert.match(text, /^kind: ConfigMap$/m)
  const yaml = await call('POST', maps, 'metadata:\n  name: from-yaml\ndata:\n  a: "1"\n', {
    'content-type': 'application/yaml',
  })
  assert.deepEqual([yaml.status, yaml.body.data], [201, { a: '1' }])
  await call('DELETE', `${maps}/from-yaml`)
  const refused = await call('GET', maps, undefined, { accept: 'text/html' })
  assert.equal(refused.status, 406)
  assert.match(
    refused.body.message,
    /^only the following media types are accepted: application\/json, application\/yaml/,
  )
})

test('a list of thousands comes in pieces and whole', async () => {
  const filler = 'x'.repeat(2000)
  await call('POST', '/api/v1/namespaces', { metadata: { name: 'many' } })
  const many = '/api/v1/namespaces/many/configmaps'
  await Promise.all(
    Array.from({ length: 6000 }, (_, i) =>
      call('POST', many, { metadata: { name: `n${i}` }, data: { filler } }),
    ),
  )
  const all = await call('GET', many)
  assert.equal(all.body.items.length, 6000)
  assert.equal(new Set(namesOf(all)).size, 6000)
  await call(
    'PATCH',
    `${many}/n3000`,
    { data: { filler: 'short' } },
    { 'content-type': 'application/merge-patch+json' },
  )
  const again = await call('GET', many)
  assert.equal(
    again.body.items.find((item: { metadata: { name: string } }) => item.metadata.name === 'n3000').data
      .filler,
    'short',
  )
})

test('list of an earlier revision is the state of that time, taken from what has happened since', async () => {
  await call('POST', '/api/v1/namespaces', { metadata: { name: 'past' } })
  const past = '/api/v1/namespaces/past/configmaps'
  for (const name of ['a', 'b', 'c']) await call('POST', past, { metadata: { name }, data: { v: '1' } })
  const before = await call('GET', past)
  const revision = before.body.metadata.resourceVersion
  await call('DELETE', `${past}/a`)
  await call('PATCH', `${past}/b`, { data: { v: '2' } }, { 'content-type': 'application/merge-patch+json' })
  await call('POST', past, { metadata: { name: 'aa' } })
  const then = await call('GET', `${past}?resourceVersion=${revision}&resourceVersionMatch=Exact`)
  assert.deepEqual(then.body, before.body)
  const page = await call('GET', `${past}?resourceVersion=${revision}&limit=2`)
  assert.deepEqual([namesOf(page), page.body.metadata.remainingItemCount], [['a', 'b'], 1])
  assert.deepEqual(namesOf(await call('GET', past)), ['aa', 'b', 'c'])
})

test('list in every form is made in slices, and others are answered between them', async () => {
  await call('POST', '/api/v1/namespaces', { metadata: { name: 'sliced' } })
  const sliced = '/api/v1/namespaces/sliced/configmaps'
  const data = { text: 'x'.repeat(3000) }
  for (let i = 0; i < 300; i++) await call('POST', sliced, { metadata: { name: `m${i}` }, data })
  const forms = {
    table: table.accept,
    metadata: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    protobuf: 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    yaml: 'application/yaml',
  }
  for (const [form, accept] of Object.entries(forms)) {
    let listed = false
    let answered = 0
    const others = (async () => {
      while (!listed) {
        await call('GET', `${sliced}/m7`)
        answered++
        await settle()
      }
    })()
    const list = await server.handler()({
      method: 'GET',
      target: sliced,
      headers: { accept },
      signal: new AbortController().signal,
    })
    listed = true
    await others
    const parts: Uint8Array[] = []
    for await (const part of list.body) parts.push(part)
    // 300 objects of 3 kB in slices of 64 at most.
    assert.ok(parts.length >= 5, `${form}: ${parts.length} parts`)
    assert.ok(answered >= 4, `${form}: ${answered} other answers`)
  }
})
