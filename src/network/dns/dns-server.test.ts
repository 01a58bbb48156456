import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { test } from 'node:test'
import type { Service } from '../../api/core/service/service.kind.ts'
import { silentLogger } from '../../base/log.ts'
import { systemClock } from '../../base/node/system-clock.ts'
import { systemRng } from '../../base/node/system-rng.ts'
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

test('resolversOf() reads at most three addresses and nothing else', () => {
  const text =
    '# nameserver 9.9.9.9\nnameserver 1.1.1.1\nnameserver bad\n nameserver ::1\nsearch x\nnameserver 2.2.2.2\nnameserver 3.3.3.3\n'
  assert.deepEqual(resolversOf(text), ['1.1.1.1', '::1', '2.2.2.2'])
})
