import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { settle } from '../../base/node/system-clock.ts'
import { systemRng } from '../../base/node/system-rng.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { type EnsureOptions, ensureClusterPki } from './ensure-cluster-pki.ts'

const dir = mkdtempSync(join(tmpdir(), 'wherry-pki-'))
after(() => rmSync(dir, { recursive: true }))

function options(more: Partial<EnsureOptions> = {}): EnsureOptions {
  const clock = new VirtualClock({ settle, startMs: Date.UTC(2026, 0, 1) })
  return {
    dir,
    nodeName: 'n1',
    ips: ['192.0.2.7'],
    serviceIP: '10.96.0.1',
    clusterDomain: 'cluster.local',
    clock,
    rng: systemRng,
    ...more,
  }
}

test('ensureClusterPki() makes certificates that chain to the authority and name the API server', () => {
  const pki = ensureClusterPki(options())
  const server = new X509Certificate(pki.apiserver.cert)
  assert.ok(server.verify(new X509Certificate(pki.ca.cert).publicKey))
  assert.equal(server.checkIP('10.96.0.1'), '10.96.0.1')
  assert.equal(server.checkIP('192.0.2.7'), '192.0.2.7')
  assert.equal(server.checkHost('kubernetes.default.svc'), 'kubernetes.default.svc')
  assert.match(new X509Certificate(pki.admin.cert).subject, /O=system:masters\nCN=kubernetes-admin/)
  const proxy = new X509Certificate(pki.frontProxyClient.cert)
  assert.ok(proxy.verify(new X509Certificate(pki.frontProxyCa.cert).publicKey))
  assert.ok(!proxy.verify(new X509Certificate(pki.ca.cert).publicKey))
  assert.equal(statSync(join(dir, 'ca.key')).mode & 0o777, 0o600)
})

test('ensureClusterPki() keeps what is good and renews what is near its end or lacks a name', async () => {
  const first = ensureClusterPki(options())
  const second = ensureClusterPki(options())
  assert.deepEqual(second, first)
  const moved = ensureClusterPki(options({ ips: ['192.0.2.8'] }))
  assert.notEqual(moved.apiserver.cert, first.apiserver.cert)
  assert.equal(moved.admin.cert, first.admin.cert)
  const late = options()
  await (late.clock as VirtualClock).advance(300 * 24 * 3600 * 1000)
  const renewed = ensureClusterPki(late)
  assert.notEqual(renewed.admin.cert, first.admin.cert)
  assert.equal(renewed.ca.cert, first.ca.cert)
})

test('ensureClusterPki() makes again what is damaged', () => {
  const fresh = { ...options(), dir: join(dir, 'damaged') }
  const made = ensureClusterPki(fresh)
  writeFileSync(join(fresh.dir, 'admin.crt'), 'no certificate')
  const mended = ensureClusterPki(fresh)
  assert.notEqual(mended.admin.cert, made.admin.cert)
  assert.deepEqual({ ...mended, admin: made.admin }, made)
})
