// Discovery and OpenAPI on the wire: protobuf, tags, hashes, and the list of all paths.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { settle } from '../../src/base/node/system-clock.ts'
import { seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import type { JsonObject } from '../../src/machinery/json-value.ts'
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from '../../src/machinery/meta/meta.schema.ts'
import { readEnvelope } from '../../src/machinery/protobuf/envelope.ts'
import { readProtobuf } from '../../src/machinery/protobuf/kube-codec.ts'
import { decode } from '../../src/machinery/schema/decode.ts'
import type { ObjectSchema } from '../../src/machinery/schema/schema.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller } from './api-calls.ts'

let server: TestServer
let call: Call
before(async () => {
  const tokens = [{ token: 'user', user: 'somebody', groups: [] }]
  server = await startTestServer({ clock: new VirtualClock({ settle }), rng: seededRng(5), tokens })
  call = caller(server.handler())
})
after(() => server.stop())

const protobuf = 'application/vnd.kubernetes.protobuf'
const aggregated = 'g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

async function bytesOf(target: string, accept: string) {
  const { signal } = new AbortController()
  const response = await server.handler()({ method: 'GET', target, headers: { accept }, signal })
  const parts: Uint8Array[] = []
  for await (const part of response.body) parts.push(part)
  return { type: response.headers['content-type'], headers: response.headers, bytes: Buffer.concat(parts) }
}

const documents: readonly (readonly [string, ObjectSchema])[] = [
  ['/api', apiVersions],
  ['/apis', apiGroupList],
  ['/apis/apps', apiGroup],
  ['/apis/apps/v1', apiResourceList],
  ['/api/v1', apiResourceList],
]

for (const [path, schema] of documents) {
  test(`${path} says in protobuf what it says in JSON`, async () => {
    const { type, bytes } = await bytesOf(path, `${protobuf},application/json`)
    assert.equal(type, protobuf)
    const { kind, apiVersion, raw } = readEnvelope(bytes)
    const { body } = await call('GET', path)
    assert.deepEqual([kind, apiVersion], [body.kind, 'v1'])
    const value = decode<JsonObject>(schema, readProtobuf(schema, raw)).value
    const { kind: _kind, apiVersion: _version, ...rest } = body
    assert.deepEqual(JSON.parse(JSON.stringify(value)), decode(schema, rest).value)
  })
}

test('/apis gives the aggregated form in protobuf, and JSON to who likes that better', async () => {
  const both = await bytesOf('/apis', `${protobuf};${aggregated},application/json;${aggregated}`)
  assert.equal(both.type, `${protobuf};${aggregated}`)
  assert.equal(readEnvelope(both.bytes).kind, 'APIGroupDiscoveryList')
  assert.ok(both.headers.etag)
  const json = await bytesOf('/apis', `application/json;${aggregated},${protobuf};${aggregated}`)
  assert.equal(json.type, `application/json;${aggregated}`)
  const plain = await bytesOf('/apis/apps/v1', `application/json,${protobuf}`)
  assert.equal(plain.type, 'application/json')
})

test('aggregated discovery is sent once', async () => {
  const accept = `application/json;${aggregated}`
  const { headers } = await call('GET', '/apis', undefined, { accept })
  const again = await call('GET', '/apis', undefined, { accept, 'if-none-match': headers.etag ?? '' })
  assert.deepEqual([again.status, again.text], [304, ''])
})

test('/openapi/v3 names each document by a hash, and the document under it may be kept for ever', async () => {
  const index = await call('GET', '/openapi/v3')
  const known = await call('GET', '/openapi/v3', undefined, { 'if-none-match': index.headers.etag ?? '' })
  assert.equal(known.status, 304)
  const url: string = index.body.paths['apis/apps/v1'].serverRelativeURL
  assert.match(url, /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/)
  const document = await call('GET', url)
  assert.deepEqual([document.status, document.headers['cache-control']], [200, 'public, immutable'])
  assert.ok(document.headers.expires)
  assert.equal(`"${url.split('=')[1]}"`, document.headers.etag)
  const again = await call('GET', url, undefined, { 'if-none-match': document.headers.etag ?? '' })
  assert.deepEqual([again.status, again.text], [304, ''])
})

test('/openapi/v3 with a hash that is no more leads to the one that is', async () => {
  const index = await call('GET', '/openapi/v3')
  const moved = await call('GET', '/openapi/v3/apis/apps/v1?hash=OLD')
  assert.deepEqual(
    [moved.status, moved.headers.location],
    [301, index.body.paths['apis/apps/v1'].serverRelativeURL],
  )
  const bare = await call('GET', '/openapi/v3/apis/apps/v1')
  assert.equal(bare.status, 200)
  assert.notEqual(bare.headers['cache-control'], 'public, immutable')
})

test('/openapi/v3 has its documents in protobuf too, under both names of the type', async () => {
  for (const mark of ['@', '.']) {
    const type = `application/com.github.proto-openapi.spec.v3${mark}v1.0+protobuf`
    const { headers, bytes } = await bytesOf('/openapi/v3/apis/apps/v1', type)
    assert.equal(headers['content-type'], 'application/com.github.proto-openapi.spec.v3.v1.0+protobuf')
    assert.equal(headers.etag, (await call('GET', '/openapi/v3/apis/apps/v1')).headers.etag)
    assert.equal(bytes.subarray(2, 7).toString(), '3.0.0')
  }
  const other = await call('GET', '/openapi/v3/apis/apps/v1', undefined, { accept: 'application/yaml' })
  assert.equal(other.status, 406)
})

test('/openapi/v2 has one tag for both of its forms', async () => {
  const json = await call('GET', '/openapi/v2')
  const type = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
  const { headers } = await bytesOf('/openapi/v2', type)
  assert.deepEqual([headers.etag, headers.vary], [json.headers.etag, 'Accept'])
  assert.equal(
    (await call('GET', '/openapi/v2', undefined, { 'if-none-match': json.headers.etag ?? '' })).status,
    304,
  )
})

test('/ lists the paths, to who may see them', async () => {
  const { status, body } = await call('GET', '/')
  assert.equal(status, 200)
  const paths: string[] = body.paths
  assert.deepEqual(paths, paths.toSorted())
  for (const path of [
    '/api',
    '/api/v1',
    '/apis',
    '/apis/apps',
    '/apis/apps/v1',
    '/healthz/ping',
    '/metrics',
    '/openapi/v3',
    '/openid/v1/jwks',
    '/version',
  ])
    assert.ok(paths.includes(path), path)
  assert.equal((await caller(server.handler('user'))('GET', '/')).status, 403)
  assert.equal((await caller(server.handler(''))('GET', '/')).status, 401)
})
