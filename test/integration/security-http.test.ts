// The wire: slow clients, floods, resets, raw frames, readers that stop reading, and connections that break anywhere. Rows 5 and
// 6 over both versions of HTTP, and the classes that JavaScript adds.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { after, test } from 'node:test'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { systemRng as rng } from '../../src/base/node/system-rng.ts'
import { createAuthority, issue, type KeyPair } from '../../src/cluster/pki/authority.ts'
import { adminToken } from '../../src/testing/cluster.ts'
import { expect, makeNamespaces } from './security-client.ts'
import { startTlsServer } from './security-tls.ts'

const limits = { http1: { headers: 300, request: 600, checkEvery: 100 }, http2IdleMs: 500, stallMs: 500 }
const server = await startTlsServer({ limits })
const strays: unknown[] = []
const keep = (reason: unknown) => void strays.push(reason)
process.on('unhandledRejection', keep).on('uncaughtException', keep)
after(async () => {
  await server[Symbol.asyncDispose]()
  process.off('unhandledRejection', keep).off('uncaughtException', keep)
  assert.deepEqual(strays, [], 'a promise was rejected with nobody listening')
  const bugs = server.logs.filter(({ message }) => /defect|request failed/.test(message))
  assert.deepEqual(bugs, [])
})
const admin = server.send()
const origin = `https://127.0.0.1:${server.port}`
const bearer = `authorization: Bearer ${adminToken}\r\n`
await makeNamespaces(admin, ['a'])

async function session(cert?: KeyPair): Promise<ClientHttp2Session> {
  const opened = connect(origin, { ca: server.ca, ...cert })
  opened.on('error', () => {})
  await once(opened, 'connect')
  return opened
}

async function alive(): Promise<void> {
  await expect(200, admin('GET', '/api/v1/namespaces/a'))
  const client = await session()
  const { code } = await ask(client, { ':path': '/healthz' })
  assert.equal(code, 200)
  client.destroy()
}

async function ask(
  client: ClientHttp2Session,
  headers: Record<string, string>,
  body?: string,
): Promise<{ readonly code: number; readonly text: string }> {
  const stream = client.request(headers, { endStream: body === undefined })
  stream.on('error', () => {})
  if (body !== undefined) stream.end(body)
  let code = 0
  stream.on('response', (head) => {
    code = Number(head[':status'])
  })
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve))
  return { code, text }
}

test('slow client: half a head, half a body and silence are cut off', async () => {
  const head = `POST /api/v1/namespaces/a/configmaps HTTP/1.1\r\nhost: x\r\n${bearer}content-type: application/json\r\n`
  for (const start of [
    '',
    'GET /healthz HTT',
    'GET /healthz HTTP/1.1\r\nhost: x\r\nx: ',
    `${head}content-length: 1000\r\n\r\n{"a`,
    `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"a`,
  ]) {
    const raw = await server.open()
    if (start !== '') raw.write(start)
    const trickle = setInterval(() => raw.socket.writable && start !== '' && raw.write('x'), 50)
    await raw.closed
    clearInterval(trickle)
    assert.doesNotMatch(raw.received(), /^HTTP\/1.1 2/)
  }
  const idle = await session()
  await new Promise((resolve) => idle.once('close', resolve))
  await alive()
})

test('header floods: long and many headers give 431 or are cut off, by HTTP/1.1 and HTTP/2', async () => {
  const raw = await server.open()
  raw.write(`GET /healthz HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(100_000)}\r\n\r\n`)
  await raw.closed
  // Where the rest comes after the answer, the answer may be lost.
  assert.match(raw.received(), /^(HTTP\/1.1 431|$)/)
  const many = await server.open()
  many.write(
    `GET /healthz HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 20_000 }, (_, i) => `h${i}: v\r\n`).join('')}\r\n`,
  )
  await many.closed
  assert.match(many.received(), /^(HTTP\/1.1 431|$)/)
  const client = await session()
  const headers = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`h${i}`, 'v'.repeat(50)]))
  const { code } = await ask(client, { ':path': '/healthz', ...headers })
  assert.notEqual(code, 200)
  client.destroy()
  await alive()
})

test('no smuggling: ambiguous lengths and odd framing are refused, and the connection is closed', async () => {
  const one = (lines: string) => `POST /healthz HTTP/1.1\r\nhost: x\r\n${lines}\r\n`
  const inner = 'GET /version HTTP/1.1\r\nhost: x\r\n\r\n'
  for (const bytes of [
    `${one('content-length: 5\r\ntransfer-encoding: chunked\r\n')}0\r\n\r\n${inner}`,
    `${one('content-length: 5\r\ncontent-length: 6\r\n')}hello${inner}`,
    `${one('transfer-encoding: xchunked\r\n')}0\r\n\r\n${inner}`,
    `${one('transfer-encoding: chunked, identity\r\n')}0\r\n\r\n${inner}`,
    `${one('content-length: +5\r\n')}hello${inner}`,
    `${one('content-length: -1\r\n')}${inner}`,
    `${one('transfer-encoding : chunked\r\n')}0\r\n\r\n${inner}`,
    `${one('transfer-encoding: chunked\r\n')}zz\r\n\r\n${inner}`,
    `GET /healthz HTTP/1.1\nhost: x\n\n${inner}`,
    `GET /healthz HTTP/1.1\r\n host: x\r\n\r\n${inner}`,
    `GET /healthz HTTP/9.9\r\nhost: x\r\n\r\n${inner}`,
    `G\0T /healthz HTTP/1.1\r\nhost: x\r\n\r\n${inner}`,
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: x\r\n\r\n',
  ]) {
    const raw = await server.open()
    raw.write(bytes)
    await raw.closed
    assert.doesNotMatch(raw.received(), /gitVersion/, JSON.stringify(bytes.slice(0, 80)))
  }
})

test('a body that is not read is not taken for the next request', async () => {
  const inner = `GET /version HTTP/1.1\r\nhost: x\r\n\r\n`
  const raw = await server.open()
  raw.write(
    `POST /nothing/there HTTP/1.1\r\nhost: x\r\n${bearer}content-length: ${inner.length + 100_000}\r\n\r\n${inner}`,
  )
  await raw.until(/HTTP\/1.1 404/)
  await raw.closed
  assert.doesNotMatch(raw.received(), /gitVersion/)
})

test('CVE-2023-44487: rapid reset is cut off, others are served', async () => {
  const client = await session()
  const gone = new Promise((resolve) => client.once('close', resolve))
  let opened = 0
  const burst = () => {
    for (let i = 0; i < 200 && !client.destroyed && !client.closed; i++) {
      const stream = client.request({ ':path': '/api/v1/pods', authorization: `Bearer ${adminToken}` })
      stream.on('error', () => {})
      stream.close(constants.NGHTTP2_CANCEL)
      opened++
    }
    if (!client.destroyed && !client.closed && opened < 20_000) setImmediate(burst)
  }
  burst()
  await gone
  assert.ok(opened < 20_000, 'the server took them all')
  await alive()
})

test('CVE-2024-27983 class: raw HTTP/2 frames that make no sense end the connection alone', async () => {
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  const frame = (type: number, flags: number, id: number, payload: Uint8Array = Buffer.alloc(0)) => {
    const head = Buffer.alloc(9)
    head.writeUIntBE(payload.length, 0, 3)
    head[3] = type
    head[4] = flags
    head.writeUInt32BE(id, 5)
    return Buffer.concat([head, payload])
  }
  const settings = frame(4, 0, 0)
  const floods = [
    [frame(0, 0, 1, Buffer.from('data'))],
    [frame(1, 4, 1, Buffer.alloc(100, 0xff))],
    [frame(1, 0, 1), ...Array.from({ length: 2000 }, () => frame(9, 0, 1, Buffer.alloc(100)))],
    Array.from({ length: 5000 }, () => frame(6, 0, 0, Buffer.alloc(8))),
    Array.from({ length: 5000 }, () => settings),
    [frame(8, 0, 0, Buffer.from([0, 0, 0, 0]))],
    [frame(7, 0, 0, Buffer.alloc(3))],
    [frame(5, 4, 1, Buffer.alloc(10))],
    [frame(3, 0, 7, Buffer.alloc(4))],
    [frame(99, 255, 2, Buffer.alloc(50))],
    [Buffer.alloc(20_000, 0x41)],
  ]
  for (const frames of floods) {
    const raw = await server.open({ alpn: 'h2' })
    raw.write(Buffer.concat([preface, settings, ...frames]))
    await raw.closed
  }
  const junk = await server.open({ alpn: 'h2' })
  junk.write('GET / HTTP/1.1\r\n\r\n')
  await junk.closed
  await alive()
})

test('URLs: raw paths are routed as they are by both versions of HTTP (CVE-2015-5305 class)', async () => {
  const client = await session()
  const authorization = `Bearer ${adminToken}`
  const paths = [
    '/healthz/../api/v1/secrets',
    '/healthz/%2e%2e/api/v1/secrets',
    '/api/v1/namespaces/a/../../secrets',
    '/api/v1/namespaces/a%2f..%2fsecrets',
    '/./healthz',
    '//healthz',
    '/healthz%00',
    '/healthz;x',
    '/healthz/..;/api',
    '/\\healthz',
    '/healthz#x',
  ]
  for (const path of paths) {
    const { code } = await ask(client, { ':path': path, authorization })
    assert.ok(code >= 400 && code < 500, `h2 ${path} ${code}`)
    const { code: nobody } = await ask(client, { ':path': path })
    assert.ok(nobody === 401 || nobody === 400 || nobody === 404, `h2 ${path} ${nobody}`)
    const raw = await server.open()
    raw.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n${bearer}connection: close\r\n\r\n`)
    await raw.closed
    assert.match(raw.received(), /^HTTP\/1.1 4\d\d/, path)
  }
  for (const method of ['constructor', '__proto__', 'toString', 'get', 'BREW', 'CONNECT'])
    assert.ok(
      (
        await ask(client, {
          ':method': method,
          ...(method === 'CONNECT' ? { ':authority': 'x' } : { ':path': '/api/v1/secrets' }),
          authorization,
        })
      ).code < 500,
      method,
    )
  client.destroy()
})

test('a stray rejection: connections that break anywhere leave the process alive', async () => {
  const post = `POST /api/v1/namespaces/a/configmaps HTTP/1.1\r\nhost: x\r\n${bearer}content-type: application/json\r\n`
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n${bearer}`
  const beginnings = [
    `${post}content-length: 1000\r\n\r\n{"metadata":{"na`,
    `${post}transfer-encoding: chunked\r\n\r\nff\r\n{"meta`,
    `${post}expect: 100-continue\r\ncontent-length: 10\r\n\r\n`,
    `${post}expect: nonsense\r\ncontent-length: 10\r\n\r\n`,
    `${get('/api/v1/pods?watch=1')}\r\n`,
    `${get('/api/v1/configmaps?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true')}\r\n`,
    `${get('/api/v1/secrets')}accept-encoding: gzip\r\n\r\n`,
    `${get('/api/v1/namespaces/a/pods/p/exec?command=x')}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
    `${get('/api/v1/namespaces/a/pods/p/exec?command=x')}connection: upgrade\r\nupgrade: SPDY/3.1\r\n\r\n`,
    `${get('/openapi/v2')}\r\n${get('/openapi/v3')}\r\n${get('/metrics')}\r\n`,
  ]
  for (const bytes of beginnings) {
    for (const ending of ['destroy', 'end', 'later'] as const) {
      const raw = await server.open()
      raw.socket.on('error', () => {})
      raw.write(bytes)
      if (ending === 'later') await new Promise((resolve) => setTimeout(resolve, 20))
      if (ending === 'end') raw.socket.end()
      else raw.socket.destroy()
      await raw.closed
    }
  }
  for (let i = 0; i < 20; i++) {
    const client = await session()
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
    const stream = client.request({
      ':method': 'POST',
      ':path': '/api/v1/namespaces/a/configmaps',
      ...headers,
    })
    stream.on('error', () => {}).write('{"metadata":{')
    const watch = client.request({ ':path': '/api/v1/configmaps?watch=1', ...headers })
    watch.on('error', () => {})
    if (i % 4 === 0) stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    if (i % 4 === 1) client.destroy()
    if (i % 4 === 2) watch.close()
    if (i % 4 === 3) await once(watch, 'response')
    client.destroy()
  }
  await alive()
})

test('CVE-2020-8552 class: readers that stop reading are cut off, and memory stays bounded', async () => {
  const watchers = async () => {
    const { text } = await admin('GET', '/metrics')
    const lines = text
      .split('\n')
      .filter((line) => /^apiserver_(registered_watchers|longrunning_requests)\{[^}]*configmaps/i.test(line))
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }
  const big = (i: number) => ({ metadata: { name: `big-${i}` }, data: { x: 'x'.repeat(400_000) } })
  for (let i = 0; i < 20; i++)
    await expect(201, admin('POST', '/api/v1/namespaces/a/configmaps', { body: big(i) }))
  const path = '/api/v1/configmaps?watch=1'
  const raws = await Promise.all(Array.from({ length: 5 }, () => server.open()))
  for (const [i, raw] of raws.entries()) {
    raw.socket.pause()
    raw.write(`GET ${i % 2 === 0 ? path : '/api/v1/configmaps'} HTTP/1.1\r\nhost: x\r\n${bearer}\r\n`)
  }
  const client = await session()
  const streams = Array.from({ length: 5 }, () =>
    client.request({ ':path': path, authorization: `Bearer ${adminToken}` }),
  )
  const ended = streams.map(
    (stream) => new Promise<void>((resolve) => stream.on('error', () => {}).once('close', () => resolve())),
  )
  await Promise.all(streams.map((stream) => once(stream, 'response')))
  assert.ok((await watchers()) >= 5)
  const before = process.memoryUsage().rss
  for (let round = 0; round < 5; round++)
    for (let i = 0; i < 20; i++)
      await expect(
        200,
        admin('PATCH', `/api/v1/namespaces/a/configmaps/big-${i}`, {
          body: { data: { round: `${round}` } },
          type: 'application/merge-patch+json',
        }),
      )
  await Promise.all(ended)
  for (const raw of raws) {
    raw.socket.resume()
    await raw.closed
  }
  assert.equal(await watchers(), 0)
  assert.ok(process.memoryUsage().rss - before < 400 << 20)
  client.destroy()
  // One that reads is served for longer than that.
  const reader = await server.open()
  reader.write(`GET ${path}&timeoutSeconds=2 HTTP/1.1\r\nhost: x\r\n${bearer}\r\n`)
  await reader.until(/\r\n0\r\n\r\n$/)
  reader.socket.destroy()
  await alive()
})

test('CVE-2020-8552 class: readers that read too slowly are cut off, and memory stays bounded', async () => {
  const watchers = async () => {
    const { text } = await admin('GET', '/metrics')
    const lines = text.split('\n').filter((line) => /^apiserver_longrunning_requests\{.*"WATCH"/.test(line))
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }
  await makeNamespaces(admin, ['slow'])
  const maps = '/api/v1/namespaces/slow/configmaps'
  const data = { x: 'x'.repeat(700_000) }
  const made = await expect(201, admin('POST', maps, { body: { metadata: { name: 'big' }, data } }))
  const path = `${maps}?watch=1&resourceVersion=${made.metadata.resourceVersion}`
  const raw = await server.open()
  raw.socket.pause()
  raw.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${bearer}\r\n`)
  const client = await session()
  const stream = client.request({ ':path': path, authorization: `Bearer ${adminToken}` })
  const ended = new Promise<void>((resolve) => stream.on('error', () => {}).once('close', () => resolve()))
  await once(stream, 'response')
  // A little now and then, so that neither stands still.
  const trickle = setInterval(() => {
    raw.socket.read(2048)
    stream.read(2048)
  }, 100)
  const before = process.memoryUsage().rss
  const change = async (round: number) => {
    const body = { data: { round: `${round}` } }
    await expect(200, admin('PATCH', `${maps}/big`, { body, type: 'application/merge-patch+json' }))
  }
  await change(0)
  assert.equal(await watchers(), 2)
  // Twice what may wait for one reader; what the sockets take comes on top.
  for (let round = 1; round < 200; round++) await change(round)
  assert.ok(process.memoryUsage().rss - before < 500 << 20)
  clearInterval(trickle)
  raw.socket.resume()
  stream.resume()
  await Promise.all([raw.closed, ended])
  assert.equal(await watchers(), 0)
  // Cut off in the middle: what waited was dropped.
  assert.ok(raw.received().length < 120e6, `${raw.received().length} bytes`)
  client.destroy()
  await alive()
})

test('a client certificate: wrong authority, wrong purpose and no name are nobody', async () => {
  const who = { ':path': '/api/v1/namespaces/a' }
  const good = await server.issue({ commonName: 'boss', organizations: ['system:masters'], usage: 'client' })
  const stranger = await createAuthority('test-ca', { clock, rng })
  const foreign = await issue(
    stranger,
    { commonName: 'boss', organizations: ['system:masters'], usage: 'client', days: 1 },
    { clock, rng },
  )
  const serving = await server.issue({
    commonName: 'boss',
    organizations: ['system:masters'],
    usage: 'server',
  })
  const nameless = await server
    .issue({ commonName: '', organizations: ['system:masters'], usage: 'client' })
    .catch(() => undefined)
  const old = issue(
    server.authority,
    { commonName: 'boss', organizations: ['system:masters'], usage: 'client', days: -1 },
    { clock, rng },
  )
  for (const [cert, code] of [
    [good, 200],
    [foreign, 401],
    [serving, 401],
    [nameless, 401],
    [old, 401],
  ] as const) {
    if (cert === undefined) continue
    const client = await session(cert)
    assert.equal((await ask(client, who)).code, code)
    client.destroy()
  }
  // Headers of a front proxy say nothing (CVE-2018-1002105 class; NCC 2022).
  const plain = await server.issue({ commonName: 'plain', usage: 'client' })
  const proxy = {
    'x-remote-user': 'admin',
    'x-remote-group': 'system:masters',
    'x-forwarded-for': '127.0.0.1',
    'x-original-url': '/healthz',
  }
  const client = await session(plain)
  assert.equal((await ask(client, { ...who, ...proxy })).code, 403)
  client.destroy()
  const nobody = await session()
  assert.equal((await ask(nobody, { ...who, ...proxy })).code, 401)
  nobody.destroy()
})
