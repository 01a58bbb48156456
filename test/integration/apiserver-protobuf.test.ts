// Requests and answers in protobuf say the same as those in JSON; what is malformed is refused and harms nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { scale as scaleSchema } from '../../src/api/autoscaling/scale/scale.v1.schema.ts'
import { kinds } from '../../src/api/kinds.ts'
import { partialObjectMetadataList } from '../../src/apiserver/table/partial-metadata.ts'
import { settle } from '../../src/base/node/system-clock.ts'
import { randomInt, seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { type JsonObject, setKey } from '../../src/machinery/json-value.ts'
import {
  deleteOptions,
  listMeta,
  partialObjectMetadata,
  status as statusSchema,
} from '../../src/machinery/meta/meta.schema.ts'
import { envelopeParts, readEnvelope } from '../../src/machinery/protobuf/envelope.ts'
import { readProtobuf, writeProtobuf } from '../../src/machinery/protobuf/kube-codec.ts'
import { WireReader } from '../../src/machinery/protobuf/wire.ts'
import { decode } from '../../src/machinery/schema/decode.ts'
import { list, type ObjectSchema, object, opt, req } from '../../src/machinery/schema/schema.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller } from './api-calls.ts'

const protobuf = 'application/vnd.kubernetes.protobuf'
const accept = `${protobuf},application/json`
const maps = '/api/v1/namespaces/default/configmaps'

let server: TestServer
let call: Call
const clock = new VirtualClock({ settle })
before(async () => {
  server = await startTestServer({
    clock,
    rng: seededRng(1),
    tokens: [{ token: 'nobody', user: 'nobody', groups: [] }],
  })
  call = caller(server.handler())
})
after(() => server.stop())

function schemaOf(kind: string): ObjectSchema {
  const found = kinds.find((one) => one.kind === kind)
  assert.ok(found, kind)
  return found.schema
}

/** An object as client-go sends it. */
function enveloped(
  schema: ObjectSchema,
  value: { readonly apiVersion: string; readonly kind: string },
): Uint8Array {
  const message = writeProtobuf(schema, value)
  const { head, tail } = envelopeParts(value, message.length)
  return Buffer.concat([head, message, tail])
}

interface Answer {
  readonly status: number
  readonly type: string | undefined
  readonly bytes: Uint8Array
}

interface Sent {
  readonly body?: Uint8Array
  readonly accept?: string
  readonly token?: string
}

async function send(method: string, target: string, sent: Sent = {}): Promise<Answer> {
  const { body, token } = sent
  const response = await server.handler(token)({
    method,
    target,
    headers: { accept: sent.accept ?? accept, 'content-type': protobuf },
    ...(body && { body }),
    signal: new AbortController().signal,
  })
  const parts: Uint8Array[] = []
  for await (const part of response.body) parts.push(part)
  return { status: response.status, type: response.headers['content-type'], bytes: Buffer.concat(parts) }
}

/** What an answer says, as JSON. */
function open(schema: ObjectSchema, bytes: Uint8Array): JsonObject {
  const { apiVersion, kind, raw } = readEnvelope(bytes)
  const { value } = decode<JsonObject>(schema, { kind, apiVersion, ...readProtobuf(schema, raw) })
  return plain(value)
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonObject

function opened(schema: ObjectSchema, answer: Answer): JsonObject {
  assert.equal(answer.type, protobuf)
  return open(schema, answer.bytes)
}

const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
})

test('create, read and update in protobuf give the objects that JSON gives', async () => {
  const schema = schemaOf('Deployment')
  const labels = { app: 'web' }
  const sent = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80 }] }] },
      },
    },
  }
  const target = '/apis/apps/v1/namespaces/default/deployments'
  const created = await send('POST', target, { body: enveloped(schema, sent) })
  assert.equal(created.status, 201)
  const { body: asJson } = await call('GET', `${target}/web`)
  assert.equal(asJson.spec.replicas, 1)
  assert.equal(asJson.spec.template.spec.containers[0].imagePullPolicy, 'Always')
  assert.deepEqual(opened(schema, created), asJson)
  assert.deepEqual(opened(schema, await send('GET', `${target}/web`)), asJson)
  const next = { ...asJson, spec: { ...asJson.spec, replicas: 0 } }
  const updated = opened(schema, await send('PUT', `${target}/web`, { body: enveloped(schema, next) }))
  assert.equal((updated.spec as { replicas: number }).replicas, 0)
  assert.deepEqual(updated, (await call('GET', `${target}/web`)).body)
})

test('create in protobuf stores what create in JSON stores', async () => {
  const text = { apiVersion: 'v1', kind: 'Service', spec: { selector: { a: 'b' }, ports: [{ port: 80 }] } }
  const target = '/api/v1/namespaces/default/services'
  const schema = schemaOf('Service')
  await call('POST', target, { ...text, metadata: { name: 'by-json' } })
  await send('POST', target, {
    body: enveloped(schema, { ...text, metadata: { name: 'by-protobuf' } } as never),
  })
  const [one, other] = await Promise.all(
    ['by-json', 'by-protobuf'].map(async (name) => (await call('GET', `${target}/${name}`)).body.spec),
  )
  const { clusterIP: _ip, clusterIPs: _ips, ...rest } = one
  const { clusterIP: _otherIP, clusterIPs: _otherIPs, ...otherRest } = other
  assert.deepEqual(otherRest, rest)
})

test('list in protobuf gives what list in JSON gives, for every resource', async () => {
  for (const kind of kinds.filter(({ virtual }) => virtual !== true)) {
    const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`
    const schema = object(`List of ${kind.kind}`, {
      kind: opt(0, listMeta),
      apiVersion: opt(0, listMeta),
      metadata: opt(1, listMeta, { empty: 'zero' }),
      items: req(2, list(kind.schema), { empty: 'null' }),
    })
    const answer = await send('GET', `${root}/${kind.plural}`)
    assert.equal(answer.type, protobuf, kind.plural)
    const { kind: name, apiVersion, raw } = readEnvelope(answer.bytes)
    assert.deepEqual([name, apiVersion], [kind.listKind, kind.apiVersion])
    const { body } = await call('GET', `${root}/${kind.plural}`)
    const { metadata, items } = decode<JsonObject>(schema, readProtobuf(schema, raw)).value
    assert.deepEqual(plain({ kind: name, apiVersion, metadata, items }), body, kind.plural)
  }
})

test('list in protobuf has pages, and more objects than are encoded at one go', async () => {
  const schema = object('Ids', { metadata: opt(1, listMeta), items: req(2, list(partialObjectMetadata)) })
  const names = Array.from({ length: 600 }, (_, i) => `many-${String(i).padStart(3, '0')}`)
  await call('POST', '/api/v1/namespaces', { metadata: { name: 'many' } })
  for (const name of names) await call('POST', '/api/v1/namespaces/many/configmaps', configMap(name))
  const target = '/api/v1/namespaces/many/configmaps'
  const namesOf = (value: JsonObject) =>
    (value.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)
  assert.deepEqual(namesOf(opened(schema, await send('GET', target))), names)
  const page = opened(schema, await send('GET', `${target}?limit=400`))
  const { continue: token, remainingItemCount } = page.metadata as {
    continue: string
    remainingItemCount: number
  }
  assert.equal(remainingItemCount, 200)
  const rest = opened(schema, await send('GET', `${target}?limit=400&continue=${encodeURIComponent(token)}`))
  assert.deepEqual([...namesOf(page), ...namesOf(rest)], names)
})

test('failures are told in protobuf', async () => {
  const fault = async (answer: Promise<Answer>) => {
    const response = await answer
    const { message, code, reason } = opened(statusSchema, response)
    assert.equal(response.status, code)
    return [code, reason, message]
  }
  assert.deepEqual(await fault(send('GET', `${maps}/none`)), [404, 'NotFound', 'configmaps "none" not found'])
  const denied = await fault(send('GET', `${maps}/none`, { token: 'nobody' }))
  assert.deepEqual(denied.slice(0, 2), [403, 'Forbidden'])
  const invalid = enveloped(schemaOf('ConfigMap'), configMap('Not_A_Name'))
  assert.deepEqual((await fault(send('POST', maps, { body: invalid }))).slice(0, 2), [422, 'Invalid'])
})

test('bodies that are no protobuf are refused in upstream’s words', async () => {
  const refuse = async (body: Uint8Array, message: string) => {
    const answer = await send('POST', maps, { body })
    assert.equal(answer.status, 400)
    assert.equal(opened(statusSchema, answer).message, message)
  }
  const type = { apiVersion: 'v1', kind: 'ConfigMap' }
  const wrap = (hex: string) => {
    const raw = Uint8Array.fromHex(hex)
    const { head, tail } = envelopeParts(type, raw.length)
    return Buffer.concat([head, raw, tail])
  }
  const unrecognized = 'the object provided is unrecognized (must be of type ConfigMap): '
  const unfit = 'ConfigMap in version "v1" cannot be handled as a ConfigMap: '
  await refuse(
    Buffer.from('{"a":1}'),
    `${unrecognized}provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({"a":1})`,
  )
  await refuse(new Uint8Array(), `${unrecognized}empty data (<empty>)`)
  await refuse(Uint8Array.fromHex('6b387300'), `${unrecognized}empty body (6b387300)`)
  await refuse(Uint8Array.fromHex('6b3873000aff'), `${unrecognized}unexpected EOF (6b3873000aff)`)
  await refuse(wrap('0aff'), `${unfit}unexpected EOF`)
  await refuse(wrap('08ff01'), `${unfit}proto: wrong wireType = 0 for field ObjectMeta`)
  await refuse(
    enveloped(schemaOf('Secret'), { apiVersion: 'v1', kind: 'Secret' }),
    'Secret in version "v1" cannot be handled as a ConfigMap: no kind "Secret" is registered for version "v1"',
  )
})

test('random damage to a body is 201, 400, 409 or 422', async () => {
  const rng = seededRng(5)
  const sound = enveloped(schemaOf('Pod'), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', labels: { a: 'b' }, ownerReferences: [] },
    spec: { containers: [{ name: 'c', image: 'x', resources: { limits: { cpu: '1' } } }] },
  } as never)
  for (let i = 0; i < 400; i++) {
    const body = Buffer.from(sound)
    for (let k = 0; k < 2; k++) body[16 + randomInt(rng, body.length - 16)] = randomInt(rng, 256)
    const { status } = await send('POST', '/api/v1/namespaces/default/pods?dryRun=All', { body })
    assert.ok([201, 400, 409, 422].includes(status), `${status} ${body.toHex()}`)
  }
})

test('delete takes its options in protobuf', async () => {
  await call('POST', maps, configMap('kept'))
  const options = (uid: string) => ({ apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } })
  const wrong = await send('DELETE', `${maps}/kept`, { body: enveloped(deleteOptions, options('other')) })
  assert.equal(wrong.status, 409)
  const { uid } = (await call('GET', `${maps}/kept`)).body.metadata
  const right = await send('DELETE', `${maps}/kept`, { body: enveloped(deleteOptions, options(uid)) })
  assert.equal(opened(statusSchema, right).status, 'Success')
})

test('subresources and reviews are answered in protobuf', async () => {
  const target = '/apis/apps/v1/namespaces/default/deployments/web/scale'
  const { body } = await call('GET', target)
  assert.deepEqual(opened(scaleSchema, await send('GET', target)), body)
  const scaled = await send('PUT', target, {
    body: enveloped(scaleSchema, { ...body, spec: { replicas: 3 } }),
  })
  assert.deepEqual(opened(scaleSchema, scaled).spec, { replicas: 3 })
  const review = schemaOf('SelfSubjectAccessReview')
  const asked = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'create', resource: 'pods' } },
  }
  const answer = await send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: enveloped(review, asked),
  })
  assert.equal((opened(review, answer).status as { allowed: boolean }).allowed, true)
})

test('the answer has the form that the Accept header prefers', async () => {
  const type = async (wanted: string) => (await send('GET', maps, { accept: wanted })).type
  assert.equal(await type(`application/json,${protobuf}`), 'application/json')
  assert.equal(await type(`application/json;q=0.5,${protobuf};q=0.9`), protobuf)
  assert.equal(await type('*/*'), 'application/json')
  // A table has no form in protobuf: the next best is taken.
  const table = ';as=Table;g=meta.k8s.io;v=v1'
  assert.equal(await type(`${protobuf}${table},application/json${table}`), 'application/json')
  assert.equal((await send('GET', maps, { accept: `${protobuf}${table}` })).status, 406)
})

test('metadata alone comes in protobuf', async () => {
  await call('POST', maps, configMap('seen', { data: { big: 'x' } }))
  const as = (kind: string) => ({ accept: `${protobuf};as=${kind};g=meta.k8s.io;v=v1,application/json` })
  const one = opened(partialObjectMetadata, await send('GET', `${maps}/seen`, as('PartialObjectMetadata')))
  assert.equal(one.kind, 'PartialObjectMetadata')
  assert.deepEqual(one.metadata, (await call('GET', `${maps}/seen`)).body.metadata)
  const many = opened(partialObjectMetadataList, await send('GET', maps, as('PartialObjectMetadataList')))
  assert.ok((many.items as JsonObject[]).some((item) => (item.metadata as JsonObject).name === 'seen'))
})

interface WatchEvent {
  readonly type: string
  readonly object: JsonObject
}

async function* events(target: string, wanted: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
  const response = await server.handler()({ method: 'GET', target, headers: { accept: wanted }, signal })
  assert.equal(response.headers['content-type'], `${protobuf};stream=watch`)
  let rest = Buffer.alloc(0)
  for await (const part of response.body) {
    rest = Buffer.concat([rest, part])
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE()) {
      const end = 4 + rest.readUInt32BE()
      yield eventOf(rest.subarray(4, end))
      rest = rest.subarray(end)
    }
  }
}

function eventOf(frame: Uint8Array): WatchEvent {
  const fields: Record<number, Uint8Array> = {}
  const reader = new WireReader(frame)
  while (!reader.done) setKey(fields, String(reader.tag() >>> 3), reader.bytes())
  const raw = new WireReader(fields[2] ?? new Uint8Array())
  raw.tag()
  const bytes = raw.bytes()
  const { kind } = readEnvelope(bytes)
  const schema = new Map<string, ObjectSchema>([
    ['Status', statusSchema],
    ['PartialObjectMetadata', partialObjectMetadata],
  ]).get(kind)
  return { type: Buffer.from(fields[1] ?? []).toString(), object: open(schema ?? schemaOf(kind), bytes) }
}

for (const [what, wanted, kind] of [
  ['objects', accept, 'ConfigMap'],
  ['metadata', `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`, 'PartialObjectMetadata'],
] as const) {
  test(`watch in protobuf sends frames of ${what}`, async () => {
    const space = `watched-${what}`
    await call('POST', '/api/v1/namespaces', { metadata: { name: space } })
    const target = `/api/v1/namespaces/${space}/configmaps`
    await call('POST', target, configMap('first', { data: { a: '1' } }))
    const stop = new AbortController()
    const query =
      '?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan'
    const stream = events(`${target}${query}`, wanted, stop.signal)
    const next = async () => {
      const { value } = await stream.next()
      const { type, object } = value as WatchEvent
      assert.equal(object.kind, kind)
      const { name, resourceVersion } = object.metadata as Record<string, string>
      return { type, name, resourceVersion, data: object.data }
    }
    const first = (await call('GET', `${target}/first`)).body
    const data = what === 'objects' ? { a: '1' } : undefined
    assert.deepEqual(await next(), {
      type: 'ADDED',
      name: 'first',
      resourceVersion: first.metadata.resourceVersion,
      data,
    })
    assert.equal((await next()).type, 'BOOKMARK')
    await call('PUT', `${target}/first`, configMap('first', { data: { a: '2' } }))
    assert.equal((await next()).type, 'MODIFIED')
    await call('DELETE', `${target}/first`)
    const gone = await next()
    assert.deepEqual([gone.type, gone.name], ['DELETED', 'first'])
    assert.notEqual(gone.resourceVersion, first.metadata.resourceVersion)
    stop.abort(new Error('the test is over'))
    await stream.return(undefined)
  })
}
