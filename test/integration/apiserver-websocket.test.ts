// Watches over WebSocket: the events that a watch gives otherwise, as messages; handshakes, tokens, slow and leaving clients.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { ConfigMap } from '../../src/api/core/config-map/config-map.kind.ts'
import { createHttp1Server } from '../../src/apiserver/http/http1.ts'
import { readEnvelope } from '../../src/machinery/protobuf/envelope.ts'
import { WireReader } from '../../src/machinery/protobuf/wire.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller } from './api-calls.ts'

let server: TestServer
let call: Call
let origin: string
const ending = new AbortController()
const maps = '/api/v1/namespaces/default/configmaps'
const authorization = 'Bearer secret'

before(async () => {
  const tokens = [
    { token: 'secret', user: 'root', groups: ['system:masters'] },
    { token: 'other', user: 'nobody', groups: [] },
  ]
  server = await startTestServer({ tokens })
  call = caller(server.handler())
  const listener = createHttp1Server({
    pipeline: server.server.pipeline,
    transport: 'unix',
    signal: ending.signal,
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  origin = `ws://127.0.0.1:${(listener.address() as AddressInfo).port}`
  ending.signal.addEventListener('abort', () => {
    listener.close()
    listener.closeAllConnections()
  })
})
after(async () => {
  ending.abort(new Error('the test is over'))
  await server.stop()
})

interface Opened {
  readonly socket: WebSocket
  next(): Promise<{ readonly data: Buffer; readonly binary: boolean }>
}

async function open(
  path: string,
  protocols: string[] = [],
  headers: Record<string, string> = { authorization },
): Promise<Opened> {
  const socket = new WebSocket(origin + path, protocols, { headers })
  const messages: { data: Buffer; binary: boolean }[] = []
  let wake = () => {}
  socket.on('message', (data: Buffer, binary: boolean) => {
    messages.push({ data, binary })
    wake()
  })
  await once(socket, 'open')
  return {
    socket,
    async next() {
      while (messages.length === 0) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await promise
      }
      return messages.shift() as { data: Buffer; binary: boolean }
    },
  }
}

/** The status of a handshake that is refused. */
async function refusal(path: string, protocols: string[], headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(origin + path, protocols, { headers })
  socket.on('error', () => {})
  const [, response] = await once(socket, 'unexpected-response')
  response.resume()
  socket.terminate()
  return response.statusCode
}

async function close(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return
  const closed = once(socket, 'close')
  socket.close()
  await closed
}

test('watch over WebSocket gives each event as a text message of one line', async () => {
  await call('POST', maps, { metadata: { name: 'first' } })
  const { socket, next } = await open(`${maps}?watch=1`, ['binary.k8s.io'])
  assert.equal(socket.protocol, 'binary.k8s.io')
  const { data, binary } = await next()
  assert.equal(binary, false)
  assert.match(data.toString(), /^\{.*\}\n$/)
  const event = JSON.parse(data.toString())
  assert.deepEqual([event.type, event.object.metadata.name], ['ADDED', 'first'])
  socket.send('whatever a client says is ignored')
  await call('DELETE', `${maps}/first`)
  assert.equal(JSON.parse((await next()).data.toString()).type, 'DELETED')
  await close(socket)
})

test('watch over WebSocket in protobuf gives bare messages', async () => {
  await call('POST', maps, { metadata: { name: 'bytes' } })
  const { socket, next } = await open(`${maps}?watch=1`, [], {
    authorization,
    accept: 'application/vnd.kubernetes.protobuf;stream=watch',
  })
  const { data, binary } = await next()
  assert.equal(binary, true)
  const reader = new WireReader(data, { start: 0, end: data.length })
  reader.tag('WatchEvent')
  assert.equal(reader.string(), 'ADDED')
  reader.tag('WatchEvent')
  const object = reader.nested()
  object.tag('RawExtension')
  assert.equal(readEnvelope(object.bytes()).kind, 'ConfigMap')
  await close(socket)
})

test('watch over WebSocket ends with 1000 when its time is over', async () => {
  const { socket } = await open('/api/v1/secrets?watch=1&timeoutSeconds=1')
  const [code] = await once(socket, 'close')
  assert.equal(code, 1000)
})

test('the handshake is refused before it begins: no rights, nobody, wrong options, no such resource', async () => {
  const nobody = { authorization: 'Bearer other' }
  assert.equal(await refusal(`${maps}?watch=1`, [], nobody), 403)
  assert.equal(await refusal(`${maps}?watch=1`, [], {}), 401)
  assert.equal(await refusal(`${maps}?watch=1`, [], { authorization: 'Bearer wrong' }), 401)
  assert.equal(await refusal(`${maps}?watch=1&sendInitialEvents=true`, [], { authorization }), 422)
  assert.equal(await refusal('/api/v1/nothings?watch=1', [], { authorization }), 404)
  assert.equal(await refusal(`${maps}`, [], { authorization }), 404)
})

test('the token may come as a subprotocol, beside the one that is spoken', async () => {
  const token = (text: string) =>
    `base64url.bearer.authorization.k8s.io.${Buffer.from(text).toString('base64url')}`
  const { socket, next } = await open(`${maps}?watch=1`, [token('secret'), 'base64.binary.k8s.io'], {})
  assert.equal(socket.protocol, 'base64.binary.k8s.io')
  await next()
  await close(socket)
  assert.equal(await refusal(`${maps}?watch=1`, [token('wrong'), 'binary.k8s.io'], {}), 401)
  assert.equal(await refusal(`${maps}?watch=1`, [token('secret')], {}), 401)
})

test('a client that leaves, cleanly or not, leaves no watcher behind', async () => {
  const resource = server.server.core.resources.of(ConfigMap as never)
  assert.ok(resource)
  const before = resource.cache.watcherCount
  const [first, second] = [await open(`${maps}?watch=1`), await open(`${maps}?watch=1`)]
  assert.equal(resource.cache.watcherCount, before + 2)
  first.socket.terminate()
  await close(second.socket)
  for (let i = 0; i < 200 && resource.cache.watcherCount > before; i++) await new Promise(setImmediate)
  assert.equal(resource.cache.watcherCount, before)
})

test('a client that reads slowly gets everything, and holds little of it in the server', async () => {
  const big = 'x'.repeat(200_000)
  const { socket, next } = await open(`${maps}?watch=1&labelSelector=slow`)
  socket.pause()
  for (let i = 0; i < 30; i++)
    await call('POST', maps, { metadata: { name: `slow-${i}`, labels: { slow: '' } }, data: { big } })
  socket.resume()
  for (let i = 0; i < 30; i++)
    assert.equal(JSON.parse((await next()).data.toString()).object.metadata.name, `slow-${i}`)
  await close(socket)
})
