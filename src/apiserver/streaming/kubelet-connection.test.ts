import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { systemClock as clock } from '../../base/node/system-clock.ts'
import { systemRng as rng } from '../../base/node/system-rng.ts'
import { createAuthority, issue } from '../../cluster/pki/authority.ts'
import { kubeletGet } from './kubelet-connection.ts'

const { signal } = new AbortController()

test('kubeletGet() gives what the kubelet says, and words its refusals as a Status', async () => {
  const authority = await createAuthority('test', { clock, rng })
  const request = { commonName: 'node', usage: 'server', ips: ['127.0.0.1'], days: 1 } as const
  const pair = await issue(authority, request, { clock, rng })
  const tls = { ...pair, ca: authority.cert }
  const server = createServer(tls, (request, response) => {
    const status = Number(new URL(request.url ?? '/', 'https://kubelet').searchParams.get('status'))
    response.writeHead(status, { 'content-type': 'text/plain', location: 'https://127.0.0.1:1/' })
    response.end(`status ${status}\n`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const place = { origin: `https://127.0.0.1:${port}`, checkServerIdentity: () => undefined }
  const ask = (status: number) => kubeletGet(place, `/?status=${status}`, { tls, signal })
  try {
    const { body } = await ask(200)
    assert.equal(await new Response(ReadableStream.from(body)).text(), 'status 200\n')
    await assert.rejects(ask(400), { code: 400, reason: 'BadRequest', message: 'status 400' })
    await assert.rejects(ask(404), { code: 404, reason: 'NotFound', message: 'status 404' })
    await assert.rejects(ask(500), { code: 500, message: 'Internal error occurred: status 500' })
    await assert.rejects(ask(302), { code: 502, message: /redirect, which is not followed/ })
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
