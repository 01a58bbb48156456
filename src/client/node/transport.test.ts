// The library for certificates needs this first.
import 'reflect-metadata'

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createNetServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { X509CertificateGenerator } from '@peculiar/x509'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { systemClock } from '../../base/node/system-clock.ts'
import type { HttpRequest } from '../../machinery/http.ts'
import { TransportError, type TransportErrorCode } from '../transport-error.ts'
import { createClient } from '../typed-client.ts'
import { createTransport, createUnixTransport } from './transport.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

async function selfSigned() {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=localhost',
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2090-01-01'),
    signingAlgorithm: algorithm,
    keys,
  })
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`,
  }
}

const pair = await selfSigned()
const { signal } = new AbortController()
const get = (target: string, extra: Partial<HttpRequest> = {}) => ({
  method: 'GET',
  target,
  headers: {},
  signal,
  ...extra,
})
const code = (expected: TransportErrorCode) => (error: unknown) =>
  error instanceof TransportError && error.code === expected && !error.message.includes('\n')

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString()
}

/** Answers with what it was asked; `/hang` begins a body that never ends. */
function echo(request: IncomingMessage, response: ServerResponse) {
  const body: Buffer[] = []
  request.on('data', (piece: Buffer) => body.push(piece))
  request.on('end', () => {
    response.setHeader('x-version', request.httpVersion)
    if (request.url === '/hang') {
      response.write('{"type":"BOOKMARK","object":{"metadata":{}}}\n')
      return
    }
    const { authorization, host } = request.headers
    response.end(
      JSON.stringify([request.method, request.url, authorization, host, Buffer.concat(body).toString()]),
    )
  })
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function ended(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve))
}

/** A TLS server with HTTP/2, its sessions at hand. */
async function http2Server(settings: { maxConcurrentStreams?: number } = {}) {
  const server: Http2SecureServer = createSecureServer(
    { ...pair, allowHTTP1: true, settings },
    (request, response) => echo(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  )
  const sessions = new Set<ServerHttp2Session>()
  let opened = 0
  server.on('session', (session) => {
    opened++
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => {})
  })
  const port = await listening(server)
  const tls = { ca: pair.cert }
  const transport = createTransport({ server: `https://localhost:${port}/base/`, tls, clock: systemClock })
  const close = async () => {
    await transport.close()
    await ended(server)
  }
  return { transport, sessions, opened: () => opened, close, port }
}

test('createTransport() sends over one HTTP/2 connection, below the path of the server', async () => {
  const { transport, opened, close, port } = await http2Server()
  const answers = await Promise.all([
    transport.handler(get('/a?x=1', { headers: { authorization: 'Bearer t' } })),
    transport.handler(get('/b%2Fc', { method: 'POST', body: 'ä' })),
  ])
  assert.deepEqual(JSON.parse(await text((answers[0] as (typeof answers)[0]).body)).slice(0, 3), [
    'GET',
    '/base/a?x=1',
    'Bearer t',
  ])
  assert.deepEqual(JSON.parse(await text((answers[1] as (typeof answers)[0]).body))[4], 'ä')
  assert.deepEqual([answers[0]?.headers['x-version'], opened()], ['2.0', 1])
  assert.ok(port > 0)
  await close()
})

test('createTransport() connects anew after the connection has gone, and opens more when one is full', async () => {
  const { transport, sessions, opened, close } = await http2Server({ maxConcurrentStreams: 2 })
  await text((await transport.handler(get('/a'))).body)
  for (const session of sessions) session.destroy()
  await new Promise((resolve) => setImmediate(resolve))
  const answer = await transport.handler(get('/a')).catch(() => transport.handler(get('/a')))
  await text(answer.body)
  assert.equal(opened(), 2)
  const hanging = await Promise.all([1, 2, 3, 4, 5].map(() => transport.handler(get('/hang'))))
  assert.equal(hanging.length, 5)
  assert.ok(opened() >= 4)
  await close()
})

test('createTransport() ends a stream when its signal aborts, and all of them when it is closed', async () => {
  const { transport, close } = await http2Server()
  const client = createClient({ handler: transport.handler, clock: systemClock })
  const stop = new AbortController()
  const reason = new Error('enough')
  const abortable = await transport.handler(get('/hang', { signal: stop.signal }))
  const reading = text(abortable.body)
  stop.abort(reason)
  await assert.rejects(reading, (error) => error === reason)
  await assert.rejects(transport.handler(get('/a', { signal: stop.signal })), (error) => error === reason)
  const closed = await transport.handler(get('/hang'))
  const cut = assert.rejects(text(closed.body), (error) => error instanceof TransportError)
  await transport.close()
  await cut
  await assert.rejects(client.get(Pod, { namespace: 'a', name: 'b' }, { signal }), code('closed'))
  await close()
})

test('createTransport() speaks HTTP/1.1 where the server has nothing else', async () => {
  const server = createHttpsServer(pair, echo)
  const port = await listening(server)
  await using transport = createTransport({
    server: `https://127.0.0.1:${port}`,
    tls: { ca: pair.cert, serverName: 'localhost' },
    clock: systemClock,
  })
  for (let i = 0; i < 2; i++) {
    const { headers, body } = await transport.handler(get('/a', { method: 'PUT', body: 'x' }))
    assert.equal(headers['x-version'], '1.1')
    assert.deepEqual(JSON.parse(await text(body)), ['PUT', '/a', null, `127.0.0.1:${port}`, 'x'])
  }
  await transport.close()
  await ended(server)
})

test('createTransport() says in one line why there is no connection', async () => {
  const { port, close } = await http2Server()
  const strict = createTransport({ server: `https://localhost:${port}`, clock: systemClock })
  await assert.rejects(strict.handler(get('/version')), code('tls'))
  await strict.close()
  await close()
  const dead = createTransport({ server: `https://localhost:${port}`, clock: systemClock })
  await assert.rejects(dead.handler(get('/version')), code('unreachable'))
  await dead.close()
})

test('createTransport() reports a connection that breaks before the answer', async () => {
  const server = createNetServer((socket) => socket.once('data', () => socket.destroy()))
  const port = await listening(server)
  await using transport = createTransport({ server: `http://127.0.0.1:${port}`, clock: systemClock })
  await assert.rejects(transport.handler(get('/a')), code('reset'))
  await ended(server)
})

test('createUnixTransport() sends over a socket file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'wherry-'))
  const socketPath = join(directory, 'api.sock')
  const server = createHttpServer(echo)
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  const transport = createUnixTransport({ socketPath })
  const { body } = await transport.handler(get('/a', { method: 'POST', body: new TextEncoder().encode('x') }))
  assert.deepEqual(JSON.parse(await text(body)), ['POST', '/a', null, 'localhost', 'x'])
  const hanging = await transport.handler(get('/hang'))
  const cut = assert.rejects(text(hanging.body))
  await transport.close()
  await cut
  await ended(server)
  await assert.rejects(transport.handler(get('/a')), code('unreachable'))
  await rm(directory, { recursive: true })
})
