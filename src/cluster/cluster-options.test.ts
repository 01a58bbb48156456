import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkEnablement, nodeNameOf, parseClusterOptions, type RawOptions } from './cluster-options.ts'
import { UserError } from './user-error.ts'

test('parseClusterOptions() gives the defaults of an empty command line', () => {
  const options = parseClusterOptions({})
  assert.equal(options.port, 6443)
  assert.equal(options.runtime, 'auto')
  assert.equal(options.nodes, 1)
  assert.equal(options.store, 'lmdb')
  assert.equal(options.serviceCIDR, '10.96.0.0/12')
  assert.deepEqual(options.requests, { reads: 400, writes: 200, timeoutMs: 60_000 })
})

test('parseClusterOptions() takes more than one node as a wish for simulated ones', () => {
  assert.equal(parseClusterOptions({ nodes: '3' }).runtime, 'simulated')
})

test('parseClusterOptions() refuses what it cannot do, in one line that says what to do', () => {
  const check = (raw: RawOptions, expected: RegExp) =>
    assert.throws(
      () => parseClusterOptions(raw),
      (error: unknown) =>
        error instanceof UserError && expected.test(error.message) && !error.message.includes('\n'),
    )
  check({ port: '70000' }, /--port must be a whole number from 1 to 65535, not "70000"/)
  check({ port: '0x1' }, /--port must be/)
  check({ nodes: '-1' }, /--nodes must be/)
  check({ runtime: 'docker' }, /--runtime must be containerd, simulated or auto, not "docker"/)
  check({ runtime: 'containerd', nodes: '2' }, /needs --runtime simulated/)
  check({ store: 'sqlite' }, /--store must be lmdb or memory/)
  check({ store: 'etcd=http://127.0.0.1:2379' }, /not supported yet/)
  check({ containerd: 'run/x.sock' }, /must be an absolute path/)
  check({ maxRequestsInflight: '0' }, /--max-requests-inflight must be a whole number from 1/)
  check({ requestTimeout: '60' }, /--request-timeout must be a time such as 1m0s or 30s, not "60"/)
})

test('nodeNameOf() makes a valid name of any host name', () => {
  assert.equal(nodeNameOf('My_Host.local.'), 'my-host.local')
  assert.equal(nodeNameOf('---'), 'node')
})

test('checkEnablement() refuses gates and versions that are not there, in the words of upstream', async () => {
  const check = (raw: RawOptions, message: string) =>
    assert.rejects(checkEnablement(parseClusterOptions(raw)), new UserError(message))
  await checkEnablement(parseClusterOptions({}))
  await checkEnablement(
    parseClusterOptions({ featureGates: 'WatchList=false', runtimeConfig: 'api/beta=true' }),
  )
  await check({ featureGates: 'Nonsense=true' }, '--feature-gates: unrecognized feature gate: Nonsense')
  await check({ runtimeConfig: 'no/v1=true' }, '--runtime-config: unknown api groups no')
})
