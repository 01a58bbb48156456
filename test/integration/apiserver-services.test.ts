// Addresses and ports of services: given out, asked for, given back, and known again after a restart.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { createMemoryStore } from '../../src/store/memory/memory-store.ts'
import { startTestServer } from '../../src/testing/cluster.ts'
import { type Answer, caller, patchTypes } from './api-calls.ts'

const services = '/api/v1/namespaces/default/services'
const service = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { selector: { a: 'b' }, ports: [{ port: 80 }], ...spec },
})

function check(answer: Answer, status: number, message?: string): void {
  assert.equal(answer.status, status, answer.text)
  if (message !== undefined) assert.equal(answer.body.message, message)
}

test('services get an address from the upper part of the range, and none twice', async () => {
  await using server = await startTestServer()
  const call = caller(server.handler())
  assert.equal((await call('GET', `${services}/kubernetes`)).body.spec.clusterIP, '10.96.0.1')
  const ips = new Set<string>()
  for (let i = 0; i < 50; i++) {
    const { spec } = (await call('POST', services, service(`s${i}`))).body
    assert.deepEqual(spec.clusterIPs, [spec.clusterIP])
    assert.deepEqual([spec.ipFamilies, spec.ipFamilyPolicy], [['IPv4'], 'SingleStack'])
    ips.add(spec.clusterIP)
    // The first 256 addresses are left to those who ask by name.
    const [, b = 0, c = 0, d = 0] = spec.clusterIP.split('.').map(Number)
    assert.ok(((b - 96) * 256 + c) * 256 + d > 256, spec.clusterIP)
  }
  assert.equal(ips.size, 50)
})

test('services may ask for an address that is free and in the range', async () => {
  await using server = await startTestServer()
  const call = caller(server.handler())
  const asks = (name: string, clusterIP: string) => call('POST', services, service(name, { clusterIP }))
  check(await asks('dns', '10.96.0.10'), 201)
  check(
    await asks('again', '10.96.0.10'),
    422,
    'Service "again" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
  )
  check(
    await asks('outside', '10.0.0.1'),
    422,
    'Service "outside" is invalid: spec.clusterIPs: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
  )
  check(await asks('nonsense', 'ten'), 422)
  const headless = (await asks('headless', 'None')).body.spec
  assert.deepEqual(headless.clusterIPs, ['None'])
  await call('DELETE', `${services}/dns`)
  check(await asks('again', '10.96.0.10'), 201)
})

test('node ports are given, asked for and given back', async () => {
  await using server = await startTestServer()
  const call = caller(server.handler())
  const { spec } = (await call('POST', services, service('np', { type: 'NodePort' }))).body
  const { nodePort } = spec.ports[0]
  assert.ok(nodePort >= 30_086 && nodePort <= 32_767, String(nodePort))
  const taken = service('taken', { type: 'NodePort', ports: [{ port: 80, nodePort }] })
  check(
    await call('POST', services, taken),
    422,
    `Service "taken" is invalid: spec.ports[0].nodePort: Invalid value: ${nodePort}: provided port is already allocated`,
  )
  check(
    await call('POST', services, service('low', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })),
    422,
    'Service "low" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  )
  await call('PATCH', `${services}/np`, { spec: { type: 'ClusterIP' } }, patchTypes.merge)
  check(await call('POST', services, taken), 201)
  const both = {
    type: 'NodePort',
    ports: [
      { name: 't', port: 53, protocol: 'TCP' },
      { name: 'u', port: 53, protocol: 'UDP' },
    ],
  }
  const { ports } = (await call('POST', services, service('both', both))).body.spec
  assert.equal(ports[0].nodePort, ports[1].nodePort)
  const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }
  assert.ok((await call('POST', services, service('lb', local))).body.spec.healthCheckNodePort >= 30_000)
})

test('an update keeps what was given, and refused and dry writes take nothing', async () => {
  await using server = await startTestServer()
  const call = caller(server.handler())
  const { spec } = (await call('POST', services, service('kept', { type: 'NodePort' }))).body
  const updated = (
    await call('PUT', `${services}/kept`, service('kept', { type: 'NodePort', ports: [{ port: 8080 }] }))
  ).body.spec
  assert.deepEqual([updated.clusterIP, updated.ports[0].nodePort], [spec.clusterIP, spec.ports[0].nodePort])
  check(await call('PATCH', `${services}/kept`, { spec: { clusterIP: '10.96.0.77' } }, patchTypes.merge), 422)
  const asks = (name: string, query = '') =>
    call('POST', `${services}${query}`, service(name, { clusterIP: '10.96.0.77' }))
  check(await asks('dry', '?dryRun=All'), 201)
  check(await call('POST', services, { ...service('Bad_Name', { clusterIP: '10.96.0.77' }) }), 422)
  check(await call('POST', services, service('kept', { clusterIP: '10.96.0.77' })), 409)
  check(await asks('real'), 201)
})

test('a restarted server knows what is taken', async () => {
  const store = createMemoryStore({ clock: systemClock })
  const first = await startTestServer({ store })
  const before = (await caller(first.handler())('POST', services, service('old', { type: 'NodePort' }))).body
    .spec
  await first.stop()
  const second = await startTestServer({ store })
  const call = caller(second.handler())
  check(await call('POST', services, service('new', { clusterIP: before.clusterIP })), 422)
  const { nodePort } = before.ports[0]
  check(
    await call('POST', services, service('new', { type: 'NodePort', ports: [{ port: 1, nodePort }] })),
    422,
  )
  assert.equal((await call('GET', `${services}/old`)).body.spec.clusterIP, before.clusterIP)
  await second.stop()
  await store.close()
})

test('external IPs are denied', async () => {
  await using server = await startTestServer()
  const call = caller(server.handler())
  const stolen = await call('POST', services, service('mitm', { externalIPs: ['192.0.2.1'] }))
  check(stolen, 403, 'services "mitm" is forbidden: Use of external IPs is denied by admission control.')
})
