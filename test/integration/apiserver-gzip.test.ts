// Compression on the wire: what is large and ends goes as gzip to who takes it, lists that are sent in pieces among them; what
// is small goes plain, and a watch always does.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createHttp1Server } from '../../src/apiserver/http/http1.ts'
import { readEnvelope } from '../../src/machinery/protobuf/envelope.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { caller } from './api-calls.ts'

let server: TestServer
let port: number
const ending = new AbortController()
const maps = '/api/v1/namespaces/default/configmaps'
const protobuf = 'application/vnd.kubernetes.protobuf'

before(async () => {
  server = await startTestServer({ tokens: [{ token: 't', user: 'root', groups: ['system:masters'] }] })
  const { pipeline } = server.server
  const listener = createHttp1Server({ pipeline, transport: 'unix', signal: ending.signal })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  port = (listener.address() as AddressInfo).port
  ending.signal.addEventListener('abort', () => {
    listener.close()
    listener.closeAllConnections()
  })
  const call = caller(server.handler())
  // Together more than what is put together before the first byte goes out.
  for (let i = 0; i < 12; i++) {
    const metadata = { name: `big-${i}`, labels: { size: 'big' } }
    const { status } = await call('POST', maps, { metadata, data: { x: 'y'.repeat(900_000) } })
    assert.equal(status, 201)
  }
  await call('POST', maps, { metadata: { name: 'small' } })
})
after(async () => {
  ending.abort(new Error('the test is over'))
  await server.stop()
})

function open(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const sent = {
    host: '127.0.0.1',
    port,
    path,
    headers: { authorization: 'Bearer t', ...headers },
    agent: false,
  }
  request(sent, resolve).on('error', reject).end()
  return promise
}

async function get(path: string, headers: Record<string, string>) {
  const response = await open(path, headers)
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const encoding = response.headers['content-encoding']
  return {
    encoding,
    bytes,
    plain: encoding === 'gzip' ? gunzipSync(bytes) : bytes,
    headers: response.headers,
  }
}

test('a list of megabytes is compressed as it is streamed, and says the same', async () => {
  const [squeezed, plain] = [await get(maps, { 'accept-encoding': 'gzip' }), await get(maps, {})]
  assert.equal(squeezed.encoding, 'gzip')
  assert.equal(squeezed.headers.vary, 'Accept-Encoding')
  assert.ok(squeezed.bytes.length < plain.bytes.length / 50)
  assert.ok(squeezed.plain.equals(plain.bytes))
  assert.equal(JSON.parse(plain.bytes.toString()).items.length, 13)
})

test('one large object, and protobuf, are compressed too', async () => {
  assert.equal((await get(`${maps}/big-1`, { 'accept-encoding': 'gzip' })).encoding, 'gzip')
  const list = await get(maps, { 'accept-encoding': 'gzip', accept: protobuf })
  assert.deepEqual([list.encoding, readEnvelope(list.plain).kind], ['gzip', 'ConfigMapList'])
})

test('who does not take gzip does not get it, nor anybody what is small', async () => {
  for (const accepted of ['identity', 'gzip;q=0', 'gzip; q=0.0, br', 'deflate'])
    assert.equal((await get(`${maps}/big-1`, { 'accept-encoding': accepted })).encoding, undefined, accepted)
  for (const accepted of ['br, gzip;q=0.5', 'gzip'])
    assert.equal((await get(`${maps}/big-1`, { 'accept-encoding': accepted })).encoding, 'gzip', accepted)
  const small = await get(`${maps}/small`, { 'accept-encoding': 'gzip' })
  assert.deepEqual([small.encoding, small.headers['content-length']], [undefined, String(small.bytes.length)])
})

test('a watch is never compressed', async () => {
  const response = await open(`${maps}?watch=1&labelSelector=size%3Dbig`, { 'accept-encoding': 'gzip' })
  assert.equal(response.headers['content-encoding'], undefined)
  const [first] = await once(response, 'data')
  assert.match(String(first), /^\{"type":"ADDED"/)
  response.destroy()
})
