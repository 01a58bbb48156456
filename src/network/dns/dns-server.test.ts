import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect } from 'node:net'
import { test } from 'node:test'
import { decode, encode, streamEncode } from 'dns-packet'
import type { Service } from '../../api/core/service/service.kind.ts'
import { silentLogger } from '../../base/log.ts'
import { systemClock } from '../../base/node/system-clock.ts'
import { systemRng } from '../../base/node/system-rng.ts'
import { randomInt, seededRng } from '../../base/rng.ts'
import type { ZoneView } from './cluster-zone.ts'
import { runDnsServer } from './dns-server.ts'
import { createForwarder, resolversOf } from './forward.ts'

function viewOf(domain: string, ips: readonly string[]): ZoneView {
  const metadata = { name: 'web', namespace: 'ns', uid: 'u', resourceVersion: '1', creationTimestamp: '' }
  const spec = { clusterIP: ips[0] ?? '', clusterIPs: ips }
  const service: Service = { apiVersion: 'v1', kind: 'Service', metadata, spec }
  return {
    domain,
    service: () => service,
    slices: () => [],
    hasNamespace: () => true,
    serviceByIP: () => undefined,
    endpointsByIP: () => [],
  }
}

async function start(view: ZoneView, upstreamPort: number | undefined, stop: AbortController) {
  const { promise, resolve } = Promise.withResolvers<number>()
  const common = { clock: systemClock, rng: systemRng, signal: stop.signal }
  const running = runDnsServer({
    ...common,
    address: '127.0.0.1',
    port: 0,
    view,
    forwarder: createForwarder({
      ...common,
      servers: upstreamPort === undefined ? [] : ['127.0.0.1'],
      ...(upstreamPort !== undefined && { port: upstreamPort }),
    }),
    log: silentLogger,
    onListening: ({ port }) => resolve(port),
  })
  return { port: await promise, running }
}

test('runDnsServer() answers its zone, forwards the rest, and goes to TCP for long answers', async () => {
  const stop = new AbortController()
  const many = Array.from({ length: 150 }, (_, index) => `10.96.1.${index}`)
  const upstream = await start(viewOf('elsewhere.test', many), undefined, stop)
  const cluster = await start(viewOf('cluster.local', ['10.96.0.9']), upstream.port, stop)
  const resolver = new Resolver({ tries: 1, timeout: 2000 })
  resolver.setServers([`127.0.0.1:${cluster.port}`])
  try {
    assert.deepEqual(await resolver.resolve4('web.ns.svc.cluster.local'), ['10.96.0.9'])
    assert.deepEqual(await resolver.resolve4('WEB.ns.svc.Cluster.local'), ['10.96.0.9'])
    await assert.rejects(resolver.resolve4('x.cluster.local'), { code: 'ENOTFOUND' })
    await assert.rejects(resolver.resolve6('web.ns.svc.cluster.local'), { code: 'ENODATA' })
    assert.equal((await resolver.resolve4('web.ns.svc.elsewhere.test')).length, 150)
  } finally {
    stop.abort(new Error('end of test'))
    resolver.cancel()
    await Promise.all([upstream.running, cluster.running])
  }
})

test('runDnsServer() survives what is no question, and says when nobody can answer', async () => {
  const stop = new AbortController()
  const { port, running } = await start(viewOf('cluster.local', ['10.96.0.9']), undefined, stop)
  const socket = createSocket('udp4')
  for (const junk of ['', 'x', '\0'.repeat(12), '\xff'.repeat(512)])
    socket.send(Buffer.from(junk, 'latin1'), port, '127.0.0.1')
  const resolver = new Resolver({ tries: 1, timeout: 2000 })
  resolver.setServers([`127.0.0.1:${port}`])
  try {
    await assert.rejects(resolver.resolve4('example.org'), { code: 'ESERVFAIL' })
    assert.deepEqual(await resolver.resolve4('web.ns.svc.cluster.local'), ['10.96.0.9'])
  } finally {
    socket.close()
    stop.abort(new Error('end of test'))
    await running
  }
})

/** Names asked over one TCP connection, sent in pieces of this size; resolves with the ids of the answers. */
async function askTcp(port: number, count: number, pieceBytes: number): Promise<readonly number[]> {
  const questions = Array.from({ length: count }, (_, id) =>
    streamEncode({ type: 'query', id, questions: [{ type: 'A', name: 'web.ns.svc.cluster.local' }] }),
  )
  const bytes = Buffer.concat(questions)
  const { promise, resolve, reject } = Promise.withResolvers<readonly number[]>()
  const ids: number[] = []
  let received = Buffer.alloc(0)
  const socket = connect(port, '127.0.0.1')
  socket.on('error', reject)
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
      ids.push(received.readUInt16BE(2))
      received = received.subarray(received.readUInt16BE(0) + 2)
    }
    if (ids.length === count) resolve(ids)
  })
  for (let at = 0; at < bytes.length; at += pieceBytes) socket.write(bytes.subarray(at, at + pieceBytes))
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

test('runDnsServer() answers a thousand questions at once, by UDP and many on one connection', async () => {
  const stop = new AbortController()
  const { port, running } = await start(viewOf('cluster.local', ['10.96.0.9']), undefined, stop)
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 21 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const seen = new Set<number>()
  socket.on('message', (message) => {
    const answer = decode(message)
    if (answer.answers?.length === 1) seen.add(answer.id ?? -1)
    if (seen.size === 1000) resolve()
  })
  // Datagrams may be lost, so whoever asks asks again.
  const ask = () => {
    for (let id = 0; id < 1000; id++) {
      const question = { type: 'A' as const, name: 'web.ns.svc.cluster.local' }
      if (!seen.has(id)) socket.send(encode({ type: 'query', id, questions: [question] }), port, '127.0.0.1')
    }
  }
  const again = setInterval(ask, 200)
  try {
    ask()
    await promise
    assert.equal(new Set(await askTcp(port, 500, 1 << 16)).size, 500)
    assert.equal(new Set(await askTcp(port, 5, 1)).size, 5)
  } finally {
    clearInterval(again)
    socket.close()
    stop.abort(new Error('end of test'))
    await running
  }
})

test('runDnsServer() lives through random packets, and hangs up on who does not read', async () => {
  const stop = new AbortController()
  const many = Array.from({ length: 150 }, (_, index) => `10.96.1.${index}`)
  const { port, running } = await start(viewOf('cluster.local', many), undefined, stop)
  const rng = seededRng(7)
  const valid = encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'web.ns.svc.cluster.local' }] })
  const socket = createSocket('udp4')
  const resolver = new Resolver({ tries: 3, timeout: 1000 })
  resolver.setServers([`127.0.0.1:${port}`])
  try {
    for (let i = 0; i < 3000; i++) {
      const packet = i % 3 === 0 ? rng.bytes(randomInt(rng, 600)) : Uint8Array.from(valid)
      for (let change = randomInt(rng, 6); change > 0; change--)
        packet[randomInt(rng, packet.length)] = randomInt(rng, 256)
      // Headers stay those of a question, so that most packets come past the first look.
      if (i % 3 === 2) packet.set(valid.subarray(2, 6), 2)
      socket.send(packet, port, '127.0.0.1')
      if (i % 500 === 0) assert.equal((await resolver.resolve4('web.ns.svc.cluster.local')).length, 150)
    }
    const greedy = connect(port, '127.0.0.1')
    greedy.on('error', () => {})
    greedy.pause()
    const question = streamEncode({ ...decode(valid), type: 'query' })
    const lot = Buffer.concat(Array.from({ length: 20_000 }, () => question))
    // It does not read, so it learns only by writing that nobody listens any more.
    while (!greedy.destroyed) await new Promise((resolve) => greedy.write(lot, resolve))
    assert.equal((await resolver.resolve4('web.ns.svc.cluster.local')).length, 150)
  } finally {
    socket.close()
    resolver.cancel()
    stop.abort(new Error('end of test'))
    await running
  }
})

test('resolversOf() reads at most three addresses and nothing else', () => {
  const text =
    '# nameserver 9.9.9.9\nnameserver 1.1.1.1\nnameserver bad\n nameserver ::1\nsearch x\nnameserver 2.2.2.2\nnameserver 3.3.3.3\n'
  assert.deepEqual(resolversOf(text), ['1.1.1.1', '::1', '2.2.2.2'])
})
