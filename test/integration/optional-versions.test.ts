// Beta and alpha versions, and fields behind feature gates: off as upstream has them, on where flags say so.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { systemRng } from '../../src/base/node/system-rng.ts'
import { createAuthority } from '../../src/cluster/pki/authority.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller } from './api-calls.ts'

let plain: TestServer
let enabled: TestServer
let call: Call
let callPlain: Call
before(async () => {
  plain = await startTestServer()
  enabled = await startTestServer({
    tokens: [{ token: 'bob', user: 'bob', groups: [] }],
    runtimeConfig: 'api/beta=true,api/alpha=true',
    featureGates:
      'ClusterTrustBundle=true,DRADeviceTaintRules=true,DRAListTypeAttributes=true,GenericWorkload=true,HPAScaleToZero=true',
  })
  callPlain = caller(plain.handler())
  call = caller(enabled.handler())
})
after(async () => {
  await plain.stop()
  await enabled.stop()
})

const beta1 = '/apis/resource.k8s.io/v1beta1'
const beta2 = '/apis/resource.k8s.io/v1beta2'
const stable = '/apis/resource.k8s.io/v1'

const versionsOf = async (ask: Call, group: string) => {
  const { body } = await ask('GET', `/apis/${group}`)
  return (body.versions as { version: string }[]).map(({ version }) => version)
}

test('discovery shows beta versions only where they are asked for', async () => {
  assert.deepEqual(await versionsOf(callPlain, 'resource.k8s.io'), ['v1'])
  assert.equal((await callPlain('GET', `${beta1}/deviceclasses`)).status, 404)
  assert.deepEqual(await versionsOf(call, 'resource.k8s.io'), ['v1', 'v1beta2', 'v1beta1', 'v1alpha3'])
  const { body } = await call('GET', beta2)
  const names = (body.resources as { name: string }[]).map(({ name }) => name)
  assert.ok(names.includes('devicetaintrules/status'))
  const { body: certificates } = await call('GET', '/apis/certificates.k8s.io/v1beta1')
  assert.deepEqual(
    (certificates.resources as { name: string }[]).map(({ name }) => name),
    ['clustertrustbundles'],
  )
})

test('an object is one whatever version it is written and read in', async () => {
  const claims = 'namespaces/default/resourceclaims'
  const created = await call('POST', `${beta1}/${claims}`, {
    metadata: { name: 'c' },
    spec: { devices: { requests: [{ name: 'a', deviceClassName: 'gpu' }] } },
  })
  assert.equal(created.status, 201, created.text)
  assert.equal(created.body.apiVersion, 'resource.k8s.io/v1beta1')
  assert.equal(created.body.spec.devices.requests[0].count, 1)
  const read = await call('GET', `${stable}/${claims}/c`)
  assert.equal(read.body.apiVersion, 'resource.k8s.io/v1')
  assert.deepEqual(read.body.spec.devices.requests, [
    { name: 'a', exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 } },
  ])
  assert.equal(read.body.metadata.uid, created.body.metadata.uid)
  const patched = await call(
    'PATCH',
    `${beta1}/${claims}/c`,
    { metadata: { labels: { a: 'b' } } },
    {
      'content-type': 'application/merge-patch+json',
    },
  )
  assert.equal(patched.status, 200, patched.text)
  assert.equal((await call('GET', `${beta2}/${claims}/c`)).body.metadata.labels.a, 'b')
  const refused = await call('POST', `${beta1}/${claims}`, {
    metadata: { name: 'd' },
    spec: { devices: { requests: [{ name: 'a', allocationMode: 'All', count: 3 }] } },
  })
  assert.equal(refused.status, 422)
  assert.match(refused.body.message, /spec\.devices\.requests\[0\]\.exactly\.deviceClassName: Required value/)
})

test('admin access to devices is for marked namespaces', async () => {
  const claim = (name: string) => ({
    metadata: { name },
    spec: { devices: { requests: [{ name: 'a', exactly: { deviceClassName: 'gpu', adminAccess: true } }] } },
  })
  const refused = await call('POST', `${stable}/namespaces/default/resourceclaims`, claim('admin'))
  assert.equal(refused.status, 422)
  assert.match(
    refused.body.message,
    /requests\[0\]\.adminAccess: Forbidden: admin access to devices requires the `resource\.kubernetes\.io\/admin-access: true` label/,
  )
  await call('POST', '/api/v1/namespaces', {
    metadata: { name: 'admins', labels: { 'resource.kubernetes.io/admin-access': 'true' } },
  })
  const allowed = await call('POST', `${stable}/namespaces/admins/resourceclaims`, claim('admin'))
  assert.equal(allowed.status, 201, allowed.text)
})

test('fields of a gate that is off are taken out', async () => {
  const slice = {
    metadata: { name: 's' },
    spec: {
      driver: 'd',
      pool: { name: 'p', generation: 1, resourceSliceCount: 1 },
      allNodes: true,
      devices: [{ name: 'a', attributes: { x: { ints: [1, 2] } } }],
    },
  }
  const kept = await call('POST', `${stable}/resourceslices`, slice)
  assert.deepEqual(kept.body.spec.devices[0].attributes, { x: { ints: [1, 2] } })
  const dropped = await callPlain('POST', `${stable}/resourceslices`, slice)
  assert.match(
    dropped.body.message,
    /attributes\[x\]: Invalid value: "": exactly one value must be specified/,
  )
})

test('workloads, taint rules and trust bundles are objects like others', async () => {
  const workload = await call('POST', '/apis/scheduling.k8s.io/v1alpha2/namespaces/default/workloads', {
    metadata: { name: 'w' },
    spec: { podGroupTemplates: [{ name: 'g', schedulingPolicy: { gang: { minCount: 2 } } }] },
  })
  assert.equal(workload.status, 201, workload.text)
  const rule = await call('POST', '/apis/resource.k8s.io/v1alpha3/devicetaintrules', {
    metadata: { name: 'r' },
    spec: { taint: { key: 'k', effect: 'NoSchedule' } },
  })
  assert.equal(rule.status, 201, rule.text)
  assert.equal(rule.body.spec.taint.timeAdded, rule.body.metadata.creationTimestamp)
  const bundle = await call('POST', '/apis/certificates.k8s.io/v1beta1/clustertrustbundles', {
    metadata: { name: 'a:b' },
    spec: { trustBundle: 'none' },
  })
  assert.equal(bundle.status, 422)
  assert.match(bundle.body.message, /must not have ":" in its name/)
  assert.match(bundle.body.message, /at least one trust anchor must be provided/)
})

test('ClusterTrustBundleAttest asks for the right to speak for the signer', async () => {
  const { cert: trustBundle } = await createAuthority('anchor', { clock: systemClock, rng: systemRng })
  const [group, signerName] = ['/apis/certificates.k8s.io/v1beta1', 'example.com/mine']
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const apiGroups = ['certificates.k8s.io']
  const role = (name: string, rule: object) =>
    Promise.all([
      call('POST', `${rbac}/clusterroles`, { metadata: { name }, rules: [{ apiGroups, ...rule }] }),
      call('POST', `${rbac}/clusterrolebindings`, {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
      }),
    ])
  await role('bundles', { resources: ['clustertrustbundles'], verbs: ['create'] })
  const bob = caller(enabled.handler('bob'))
  const publish = (name: string, more: object = {}) =>
    bob('POST', `${group}/clustertrustbundles`, { metadata: { name }, spec: { trustBundle, ...more } })
  assert.equal((await publish('plain')).status, 201)
  const refused = await publish('example.com:mine:a', { signerName })
  assert.equal(
    refused.body.message,
    `clustertrustbundles.certificates.k8s.io "example.com:mine:a" is forbidden: user not permitted to attest for signerName "${signerName}"`,
  )
  await role('attest', { resources: ['signers'], resourceNames: ['example.com/*'], verbs: ['attest'] })
  const admitted = await publish('example.com:mine:a', { signerName })
  assert.equal(admitted.status, 201, admitted.text)
})

test('autoscalers leave no pod at all only where HPAScaleToZero is on', async () => {
  const metric = {
    type: 'External',
    external: { metric: { name: 'm' }, target: { type: 'Value', value: '1' } },
  }
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }
  const body = {
    metadata: { name: 'none' },
    spec: { scaleTargetRef, minReplicas: 0, maxReplicas: 3, metrics: [metric] },
  }
  const path = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers'
  const refused = await callPlain('POST', path, body)
  assert.match(
    refused.body.message,
    /spec.minReplicas: Invalid value: 0: must be greater than or equal to 1$/,
  )
  const made = await call('POST', path, body)
  assert.equal(made.status, 201, made.text)
  const { metrics: _, ...narrow } = body.spec
  const old = await callPlain('POST', path.replace('/v2/', '/v1/'), { ...body, spec: narrow })
  assert.match(old.body.message, /spec.minReplicas: Invalid value: 0: must be greater than or equal to 1/)
})

test('metrics tell which gates are on', async () => {
  const { text } = await call('GET', '/metrics')
  assert.match(text, /^kubernetes_feature_enabled\{name="ClusterTrustBundle",stage="BETA"\} 1$/m)
  assert.match(text, /^kubernetes_feature_enabled\{name="GangScheduling",stage="ALPHA"\} 0$/m)
  assert.match(text, /^kubernetes_feature_enabled\{name="NodeSwap",stage=""\} 1$/m)
})

test('a version that will go is announced with every answer', async () => {
  const { headers } = await callPlain('GET', '/api/v1/namespaces/default/endpoints')
  assert.equal(
    headers.warning,
    '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"',
  )
  const beta = await call('GET', `${beta1}/deviceclasses`)
  assert.equal(
    beta.headers.warning,
    '299 - "resource.k8s.io/v1beta1 DeviceClass is deprecated in v1.35+, unavailable in v1.38+"',
  )
  assert.equal((await callPlain('GET', '/api/v1/pods')).headers.warning, undefined)
})
