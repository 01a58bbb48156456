// A client that speaks protobuf alone, for every kind: objects that upstream made lie in the store, and get, list and watch
// give them in upstream's bytes; what is sent in protobuf is judged as the same object in JSON is.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { kinds } from '../../src/api/kinds.ts'
import { settle } from '../../src/base/node/system-clock.ts'
import { seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { parseJson } from '../../src/machinery/codec/json.ts'
import type { JsonObject } from '../../src/machinery/json-value.ts'
import type { Kind } from '../../src/machinery/kind.ts'
import { status as statusSchema } from '../../src/machinery/meta/meta.schema.ts'
import { envelopeParts, readEnvelope } from '../../src/machinery/protobuf/envelope.ts'
import { readProtobuf, writeProtobuf } from '../../src/machinery/protobuf/kube-codec.ts'
import { WireReader } from '../../src/machinery/protobuf/wire.ts'
import { decode } from '../../src/machinery/schema/decode.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller } from './api-calls.ts'

const protobuf = 'application/vnd.kubernetes.protobuf'
const file = new URL('../fixtures/api-objects.json.gz', import.meta.url)
const fixtures: { readonly objects: Readonly<Record<string, { readonly json: string }>> } = JSON.parse(
  gunzipSync(readFileSync(file)).toString(),
)

let server: TestServer
let call: Call
before(async () => {
  server = await startTestServer({ clock: new VirtualClock({ settle }), rng: seededRng(3) })
  call = caller(server.handler())
})
after(() => server.stop())

function fixtureOf({ group, version, kind }: Kind): JsonObject | undefined {
  const found = fixtures.objects[`${group === '' ? 'core' : group}.${version}.${kind}`]
  return found && (parseJson(found.json).value as JsonObject)
}

function collectionOf({ group, version, plural, scope }: Kind): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  return scope === 'Namespaced' ? `${root}/namespaces/default/${plural}` : `${root}/${plural}`
}

async function send(method: string, target: string, body?: Uint8Array): Promise<Buffer> {
  const response = await server.handler()({
    method,
    target,
    headers: { accept: protobuf, 'content-type': protobuf },
    ...(body && { body }),
    signal: new AbortController().signal,
  })
  const parts: Uint8Array[] = []
  for await (const part of response.body) parts.push(part)
  return Buffer.concat(parts)
}

/** The first frame of a watch: the length, then a WatchEvent {1 type, 2 object {1 raw}}. */
async function firstEvent(target: string): Promise<{ readonly type: string; readonly object: Buffer }> {
  const stop = new AbortController()
  const headers = { accept: `${protobuf};stream=watch` }
  const response = await server.handler()({ method: 'GET', target, headers, signal: stop.signal })
  let bytes = Buffer.alloc(0)
  for await (const part of response.body) {
    bytes = Buffer.concat([bytes, part])
    if (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) break
  }
  stop.abort(new Error('seen enough'))
  const reader = new WireReader(bytes, { start: 4, end: 4 + bytes.readUInt32BE() })
  assert.equal(reader.tag('WatchEvent') >>> 3, 1)
  const type = reader.string()
  assert.equal(reader.tag('WatchEvent') >>> 3, 2)
  const object = reader.nested()
  assert.equal(object.tag('RawExtension') >>> 3, 1)
  return { type, object: Buffer.from(object.bytes()) }
}

function enveloped(kind: Kind, obj: object): Buffer {
  const message = writeProtobuf(kind.schema, obj)
  const { head, tail } = envelopeParts(kind, message.length)
  return Buffer.concat([head, message, tail])
}

/** Kinds that are stored as themselves, and of which upstream has an object. */
const stored = kinds.filter(
  (kind) => kind.virtual !== true && kind.storedAs === undefined && fixtureOf(kind) !== undefined,
)

for (const kind of stored) {
  test(`get, list and watch of ${kind.apiVersion} ${kind.kind} in protobuf are upstream’s bytes`, async () => {
    const resource = server.server.core.resources.of(kind)
    assert.ok(resource)
    const fixture = fixtureOf(kind)
    assert.ok(fixture)
    const { resourceVersion: _, selfLink: _link, ...metadata } = fixture.metadata as JsonObject
    const namespace = kind.scope === 'Namespaced' ? 'default' : ''
    const named = {
      ...metadata,
      name: 'theirs',
      namespace: undefined,
      uid: 'u',
      ...(namespace !== '' && { namespace }),
    }
    const value = { ...fixture, metadata: decode(metaOf(kind), named).value }
    const key = `${resource.prefix}${namespace === '' ? '' : `${namespace}/`}theirs`
    const written = await server.store.put(key, Buffer.from(JSON.stringify(ordered(value))), { expected: 0 })
    await server.server.core.feed.reached(written.revision)
    const json = await call('GET', `${collectionOf(kind)}/theirs`)
    assert.equal(json.status, 200, json.text)
    const expected = enveloped(kind, parseJson(json.text).value as object)
    const target = `${collectionOf(kind)}/theirs`
    assert.ok((await send('GET', target)).equals(expected), 'get')
    const { raw } = readEnvelope(expected)
    const listed = await send('GET', `${collectionOf(kind)}?fieldSelector=metadata.name%3Dtheirs`)
    assert.ok(listed.includes(raw), 'list')
    if (kind.verbs?.includes('watch') === false) return
    const event = await firstEvent(`${collectionOf(kind)}?watch=1&fieldSelector=metadata.name%3Dtheirs`)
    assert.deepEqual([event.type, event.object.equals(expected)], ['ADDED', true], 'watch')
  })
}

function metaOf(kind: Kind) {
  const { metadata } = kind.schema.fields
  assert.ok(metadata)
  return metadata.schema
}

/** As the server stores objects: type and metadata first, in the order of the schema, the uid where it is looked for. */
function ordered({ kind, apiVersion, metadata, ...rest }: JsonObject): JsonObject {
  return { kind, apiVersion, metadata, ...rest }
}

test('create of an object in protobuf is judged as in JSON, for every kind', async () => {
  for (const kind of kinds) {
    const fixture = fixtureOf(kind)
    if (fixture === undefined) continue
    const namespaced = kind.scope === 'Namespaced'
    const metadata = { name: 'new', ...(namespaced && { namespace: 'default' }) }
    const obj = decode<JsonObject>(kind.schema, { ...fixture, metadata }).value
    const target = `${collectionOf(kind)}?dryRun=All&fieldValidation=Ignore`
    const json = await call('POST', target, obj)
    const bytes = await send('POST', target, enveloped(kind, obj))
    const { kind: type, raw } = readEnvelope(bytes)
    const label = `${kind.apiVersion} ${kind.kind}`
    if (type === 'Status') {
      const told = readProtobuf(statusSchema, raw) as { code?: number; message?: string }
      assert.deepEqual([told.code, told.message], [json.body.code, json.body.message], label)
    } else assert.deepEqual([type, json.status], [json.body.kind, 201], label)
  }
})
