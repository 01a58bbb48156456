import assert from 'node:assert/strict'
import { createServer as createHttpServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { test } from 'node:test'
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js'
import { systemClock } from '../../base/node/system-clock.ts'
import { containerOf } from '../pods/test-pods.ts'
import { probeGrpc } from './grpc-probe.ts'
import { type HttpTarget, probeHttp, urlOf } from './http-probe.ts'
import { resolvePort } from './probe-result.ts'
import { probeTcp } from './tcp-probe.ts'

const { signal } = new AbortController()
const options = { clock: systemClock, timeoutMs: 1000, userAgent: 'kube-probe/1.36', signal }

async function listening(
  server: Server | ReturnType<typeof createTcpServer>,
): Promise<AsyncDisposable & { readonly port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const seen: Record<string, unknown>[] = []
const webServer = () =>
  createHttpServer((request, response) => {
    seen.push({ url: request.url, ...request.headers })
    if (request.url === '/slow') return
    if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://other.invalid/' })
    else if (request.url === '/same') response.writeHead(302, { location: '/ok' })
    else response.writeHead(request.url === '/bad' ? 500 : 200)
    response.end('body')
  })

test('probeHttp() judges by status and sends headers as upstream', async () => {
  await using server = await listening(webServer())
  const target = (path: string, headers: HttpTarget['headers'] = []): HttpTarget => ({
    scheme: 'HTTP',
    host: '127.0.0.1',
    port: server.port,
    path,
    headers,
  })
  assert.deepEqual(await probeHttp(target('/ok?a=b'), options), { result: 'Success', output: 'body' })
  assert.deepEqual(await probeHttp(target('/bad'), options), {
    result: 'Failure',
    output: 'HTTP probe failed with statuscode: 500',
  })
  assert.equal((await probeHttp(target('/same'), options)).result, 'Success')
  assert.equal((await probeHttp(target('/elsewhere'), options)).result, 'Warning')
  seen.length = 0
  await probeHttp(
    target('no-slash', [
      { name: 'Host', value: 'name.example' },
      { name: 'X-A', value: '1' },
    ]),
    options,
  )
  assert.equal(seen[0]?.url, '/no-slash')
  assert.equal(seen[0]?.['user-agent'], 'kube-probe/1.36')
  assert.equal(seen[0]?.host, 'name.example')
  assert.equal(seen[0]?.['x-a'], '1')
})

test('probeHttp() words failures to connect as Go does', async () => {
  await using server = await listening(webServer())
  const target: HttpTarget = {
    scheme: 'HTTP',
    host: '127.0.0.1',
    port: server.port,
    path: '/slow',
    headers: [],
  }
  const url = `http://127.0.0.1:${server.port}/slow`
  assert.deepEqual(await probeHttp(target, { ...options, timeoutMs: 50 }), {
    result: 'Failure',
    output: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
  })
  assert.deepEqual(await probeHttp({ ...target, port: 1, path: '/' }, options), {
    result: 'Failure',
    output: 'Get "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused',
  })
})

test('urlOf() keeps the path from changing host or port', () => {
  const of = (path: string) => urlOf({ scheme: 'HTTPS', host: 'fd00::1', port: 8443, path, headers: [] }).href
  assert.equal(of('//evil.example/x'), 'https://[fd00::1]:8443//evil.example/x')
  assert.equal(of('@evil.example/x'), 'https://[fd00::1]:8443/@evil.example/x')
  assert.equal(of('/a?b=c#d'), 'https://[fd00::1]:8443/a?b=c%23d')
})

test('probeTcp() opens a connection', async () => {
  await using server = await listening(createTcpServer())
  assert.deepEqual(await probeTcp({ host: '127.0.0.1', port: server.port }, options), {
    result: 'Success',
    output: '',
  })
  assert.deepEqual(await probeTcp({ host: '127.0.0.1', port: 1 }, options), {
    result: 'Failure',
    output: 'dial tcp 127.0.0.1:1: connect: connection refused',
  })
})

async function healthServer(
  answers: Readonly<Record<string, number>>,
): Promise<AsyncDisposable & { port: number }> {
  const server = new GrpcServer()
  const buffers = { serialize: (value: Buffer) => value, deserialize: (value: Buffer) => value }
  server.addService(
    {
      Check: {
        path: '/grpc.health.v1.Health/Check',
        requestStream: false,
        responseStream: false,
        requestSerialize: buffers.serialize,
        requestDeserialize: buffers.deserialize,
        responseSerialize: buffers.serialize,
        responseDeserialize: buffers.deserialize,
      },
    },
    {
      Check: (call: { request: Buffer }, done: (error: null, value: Buffer) => void) => {
        const service = call.request.subarray(2).toString()
        done(null, Buffer.from([8, answers[service] ?? 0]))
      },
    },
  )
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return { port, [Symbol.asyncDispose]: async () => server.forceShutdown() }
}

test('probeGrpc() asks the health service', async () => {
  await using server = await healthServer({ good: 1, bad: 2 })
  const check = (service: string) => probeGrpc({ host: '127.0.0.1', port: server.port, service }, options)
  assert.deepEqual(await check('good'), { result: 'Success', output: 'service healthy' })
  assert.deepEqual(await check('bad'), {
    result: 'Failure',
    output: 'service unhealthy (responded with "NOT_SERVING")',
  })
  const none = await probeGrpc({ host: '127.0.0.1', port: 1, service: '' }, { ...options, timeoutMs: 100 })
  assert.deepEqual(none, {
    result: 'Failure',
    output: 'timeout: failed to connect service "127.0.0.1:1" within 0.1s: context deadline exceeded',
  })
})

test('resolvePort() finds ports by name', () => {
  const container = containerOf('main', { ports: [{ name: 'http', containerPort: 8080 }] })
  assert.equal(resolvePort('http', container), 8080)
  assert.equal(resolvePort(80, container), 80)
  assert.equal(resolvePort('81', container), 81)
  assert.throws(() => resolvePort('none', container), {
    message: 'port "none" not found in container "main"',
  })
  assert.throws(() => resolvePort(0, container), { message: 'invalid port number: 0' })
})
