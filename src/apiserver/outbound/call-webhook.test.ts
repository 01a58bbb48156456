import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BackendServer, sendJson, startBackend } from '../../../test/integration/webhook-server.ts'
import { isAbort, StoppedError } from '../../base/abort.ts'
import { settle, systemClock } from '../../base/node/system-clock.ts'
import { StatusError } from '../../machinery/status-error.ts'
import { type ClientConfig, callWebhook } from './call-webhook.ts'
import { Outbound } from './outbound.ts'
import { OutboundError } from './outbound-error.ts'
import type { Place } from './service-resolver.ts'

const never = new AbortController().signal

function outboundTo(backend?: BackendServer): Outbound {
  const resolve = (): Place => ({ host: '192.0.2.1', port: 443 })
  return new Outbound({
    resolve,
    route: () => (backend === undefined ? undefined : { host: '127.0.0.1', port: backend.port }),
  })
}

async function call(
  config: ClientConfig,
  { backend, timeoutMs = 10_000, maxBytes = 1000, signal = never }: CallOptions = {},
): Promise<string> {
  using outbound = outboundTo(backend)
  const body = Buffer.from('{"a":1}')
  const options = { body, timeoutMs, maxBytes, signal, tellTimeout: true }
  const answer = await callWebhook(config, options, { outbound, clock: systemClock })
  return answer.toString('utf8')
}

interface CallOptions {
  readonly backend?: BackendServer
  readonly timeoutMs?: number
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

const failure = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  assert.fail('no error')
}

const service = { namespace: 'default', name: 'backend', path: '/hook' }

test('callWebhook() posts to a service under its name and port, with the time it has', async () => {
  await using backend = await startBackend((_request, response) => sendJson(response, { ok: true }))
  const { caBundle } = backend
  assert.equal(await call({ service, caBundle }, { backend }), '{"ok":true}')
  const [seen] = backend.received
  assert.equal(seen?.url, '/hook?timeout=10s')
  assert.equal(seen?.headers.host, 'backend.default.svc:443')
  assert.equal(seen?.headers['content-type'], 'application/json')
  assert.equal(seen?.headers.authorization, undefined)
  assert.equal(seen?.body, '{"a":1}')
})

test('callWebhook() posts to a URL', async () => {
  await using backend = await startBackend((_request, response) => sendJson(response, 1))
  const { caBundle } = backend
  assert.equal(await call({ url: `${backend.url}/there`, caBundle }), '1')
  assert.equal(backend.received[0]?.url, '/there?timeout=10s')
})

test('callWebhook() refuses a certificate that its bundle does not sign or that bears another name', async () => {
  await using backend = await startBackend((_request, response) => sendJson(response, 1))
  const { caBundle } = backend
  const unknown = await failure(call({ service }, { backend }))
  assert.equal(
    unknown.message,
    'Post "https://backend.default.svc:443/hook?timeout=10s": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  )
  const other = await failure(call({ service: { ...service, name: 'other' }, caBundle }, { backend }))
  assert.match(
    other.message,
    /x509: certificate is valid for backend.default.svc, 127.0.0.1, not other.default.svc$/,
  )
  const garbage = await failure(call({ service, caBundle: 'aaaa' }, { backend }))
  assert.ok(garbage instanceof OutboundError)
  assert.deepEqual(backend.received, [])
})

test('callWebhook() follows no redirect (CVE-2022-3172, CVE-2020-8561)', async () => {
  await using target = await startBackend((_request, response) => sendJson(response, 'secret'))
  let status = 301
  await using backend = await startBackend((_request, response) => {
    response.writeHead(status, { location: `${target.url}/` })
    response.end('look there')
  })
  const { caBundle } = backend
  for (status of [300, 301, 302, 303, 304, 305, 307, 308]) {
    const error = await failure(call({ service, caBundle }, { backend }))
    assert.equal((error as OutboundError).code, 'redirect', String(status))
    assert.ok(!error.message.includes(target.url))
  }
  assert.deepEqual(target.received, [])
})

test('callWebhook() ends by its deadline, and when it is stopped', async () => {
  await using backend = await startBackend(() => new Promise(() => {}))
  const { caBundle } = backend
  const late = await failure(call({ service, caBundle }, { backend, timeoutMs: 50 }))
  assert.equal(
    late.message,
    'Post "https://backend.default.svc:443/hook?timeout=1s": context deadline exceeded',
  )
  const stopping = new AbortController()
  const stopped = failure(call({ service, caBundle }, { backend, signal: stopping.signal }))
  stopping.abort(new StoppedError('enough'))
  assert.ok(isAbort(await stopped, stopping.signal))
})

test('callWebhook() ends a body that never ends by the deadline, and one that is too long', async () => {
  await using slow = await startBackend((_request, response) => {
    response.writeHead(200)
    response.write('{')
  })
  const late = await failure(call({ service, caBundle: slow.caBundle }, { backend: slow, timeoutMs: 50 }))
  assert.match(late.message, /context deadline exceeded$/)
  await using long = await startBackend((_request, response) => void response.end('x'.repeat(5000)))
  const error = await failure(call({ service, caBundle: long.caBundle }, { backend: long }))
  assert.equal((error as OutboundError).code, 'tooLarge')
})

test('callWebhook() asks again where a kept connection was closed meanwhile', async () => {
  let requests = 0
  await using backend = await startBackend((_request, response) => {
    // The second one on a connection meets a server that has just given it up.
    if (++requests === 2) response.destroy()
    else sendJson(response, requests)
  })
  using outbound = outboundTo(backend)
  const { caBundle } = backend
  const options = { body: Buffer.from('{}'), timeoutMs: 5000, signal: never }
  const ask = () => callWebhook({ service, caBundle }, options, { outbound, clock: systemClock })
  assert.equal((await ask()).toString(), '1')
  // The connection goes back to those that are kept.
  await settle()
  assert.equal((await ask()).toString(), '3')
})

test('callWebhook() words refusals as client-go does', async () => {
  let status = 404
  let body = 'no such page'
  await using backend = await startBackend((_request, response) => {
    response.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain' })
    response.end(body)
  })
  const { caBundle } = backend
  const refusal = async () => {
    const error = await failure(call({ service, caBundle }, { backend }))
    assert.ok(error instanceof StatusError)
    return error.message
  }
  assert.equal(await refusal(), 'the server could not find the requested resource')
  status = 500
  body = 'oh "no"'
  assert.equal(
    await refusal(),
    'an error on the server ("oh \\"no\\"") has prevented the request from succeeding',
  )
  body = '{"kind":"Status","status":"Failure","message":"not now","code":503}'
  assert.equal(await refusal(), 'not now')
})

test('callWebhook() says why there was no connection', async () => {
  await using plain = await startBackend((_request, response) => void response.end(), { plain: true })
  const inClear = await failure(call({ service, caBundle: plain.caBundle }, { backend: plain }))
  assert.match(inClear.message, /http: server gave HTTP response to HTTPS client$/)
  const gone = await startBackend(() => {})
  await gone[Symbol.asyncDispose]()
  const refused = await failure(call({ url: `${gone.url}/`, caBundle: gone.caBundle }))
  assert.equal(
    refused.message,
    `Post "${gone.url}/?timeout=10s": dial tcp 127.0.0.1:${gone.port}: connect: connection refused`,
  )
  assert.match((await failure(call({ url: 'nonsense' }))).message, /^Unparsable URL: nonsense$/)
})

test('callWebhook() connects to no link-local address, whatever its spelling (CVE-2020-8555)', async () => {
  const hosts = [
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '[fe80::1]',
    '[::ffff:169.254.169.254]',
    '0.0.0.0',
  ]
  for (const host of hosts) {
    const error = await failure(call({ url: `https://${host}/` }))
    assert.equal((error as OutboundError).code, 'unresolved', `${host}: ${error.message}`)
  }
})
