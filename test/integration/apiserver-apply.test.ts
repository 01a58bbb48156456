// Server-side apply through the API: subresources, taking over, conflicts, limits, and what managedFields say afterwards.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { settle } from '../../src/base/node/system-clock.ts'
import { seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller, patchTypes } from './api-calls.ts'

let server: TestServer
let call: Call
const clock = new VirtualClock({ settle })
before(async () => {
  server = await startTestServer({ clock, rng: seededRng(11) })
  call = caller(server.handler())
})
after(() => server.stop())

const deployments = '/apis/apps/v1/namespaces/default/deployments'
const maps = '/api/v1/namespaces/default/configmaps'

function deployment(name: string, spec: object = {}): object {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  }
}

interface Applied {
  readonly manager?: string
  readonly query?: string
}

function apply(
  target: string,
  config: unknown,
  { manager = 'me', query = '' }: Applied = {},
): Promise<Answer> {
  return call('PATCH', `${target}?fieldManager=${manager}${query}`, config, patchTypes.apply)
}

interface Entry {
  readonly manager: string
  readonly operation: string
  readonly subresource?: string
  readonly fieldsV1: unknown
}

/** Who owns what, in short. */
function owners({ body }: Pick<Answer, 'body'>): [string, string, string, unknown][] {
  const entries: readonly Entry[] = body.metadata.managedFields ?? []
  return entries.map(({ manager, operation, subresource = '', fieldsV1 }) => [
    manager,
    operation,
    subresource,
    fieldsV1,
  ])
}

const scale = (replicas: number, more: object = {}) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  spec: { replicas },
  ...more,
})
const replicas = { 'f:spec': { 'f:replicas': {} } }

test('scale takes the replicas over from whoever applied them, and says so in both forms', async () => {
  const target = `${deployments}/scaled`
  await apply(target, deployment('scaled', { replicas: 1 }), { manager: 'applier' })
  const read = await call('GET', `${target}/scale`)
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  const table = await call('GET', `${target}/scale`, undefined, { accept })
  const names = table.body.columnDefinitions.map(({ name }: { name: string }) => name)
  assert.deepEqual(names, ['Name', 'Desired', 'Available', 'Age'])
  assert.deepEqual(table.body.rows[0].cells.slice(0, 3), ['scaled', read.body.spec.replicas, 0])
  assert.deepEqual(owners(read), [['applier', 'Apply', '', replicas]])
  const put = await call('PUT', `${target}/scale?fieldManager=autoscaler`, {
    ...scale(3),
    metadata: { name: 'scaled' },
  })
  assert.deepEqual([put.status, put.body.spec.replicas], [200, 3])
  assert.deepEqual(owners(put), [['autoscaler', 'Update', 'scale', replicas]])
  const after = await call('GET', target)
  assert.equal(after.body.spec.replicas, 3)
  const [applier, autoscaler] = owners(after)
  assert.deepEqual(autoscaler, ['autoscaler', 'Update', 'scale', replicas])
  assert.ok(applier)
  assert.equal(applier[0], 'applier')
  assert.ok(!('f:replicas' in (applier[3] as { 'f:spec': object })['f:spec']))
  // To apply the old number again is a conflict now.
  const conflict = await apply(target, deployment('scaled', { replicas: 1 }), { manager: 'applier' })
  assert.equal(conflict.status, 409)
  assert.match(
    conflict.body.message,
    /^Apply failed with 1 conflict: conflict with "autoscaler" with subresource "scale" using apps\/v1: \.spec\.replicas$/,
  )
})

test('scale can be applied: conflicts, force, and no creation', async () => {
  const target = `${deployments}/applied-scale`
  await apply(target, deployment('applied-scale', { replicas: 1 }), { manager: 'applier' })
  const refused = await apply(`${target}/scale`, scale(5), { manager: 'other' })
  assert.equal(refused.status, 409)
  assert.match(
    refused.body.message,
    /^Apply failed with 1 conflict: conflict with "applier": \.spec\.replicas$/,
  )
  const forced = await apply(`${target}/scale`, scale(5), { manager: 'other', query: '&force=true' })
  assert.deepEqual([forced.status, forced.body.spec.replicas], [200, 5])
  assert.deepEqual(owners(forced), [['other', 'Apply', 'scale', replicas]])
  const agreed = await apply(`${target}/scale`, scale(5), { manager: 'third' })
  assert.deepEqual(
    owners(agreed).map(([manager]) => manager),
    ['other', 'third'],
  )
  assert.equal((await apply(`${deployments}/none/scale`, scale(5))).status, 404)
  assert.equal((await apply(`${target}/scale`, deployment('applied-scale'))).status, 400)
})

test('scale is patched with an owner too, and a wrong uid is refused', async () => {
  const target = `${deployments}/patched`
  await call('POST', `${deployments}?fieldManager=creator`, deployment('patched', { replicas: 2 }))
  const patched = await call(
    'PATCH',
    `${target}/scale?fieldManager=kubectl`,
    { spec: { replicas: 4 } },
    patchTypes.merge,
  )
  assert.deepEqual(owners(patched), [['kubectl', 'Update', 'scale', replicas]])
  const wrong = await call('PUT', `${target}/scale`, { ...scale(1), metadata: { name: 'patched', uid: 'x' } })
  assert.equal(wrong.status, 409)
  const dry = await call('PUT', `${target}/scale?dryRun=All`, { ...scale(9), metadata: { name: 'patched' } })
  assert.equal(dry.body.spec.replicas, 9)
  assert.equal((await call('GET', target)).body.spec.replicas, 4)
})

test('apply through /status owns the status alone, and the object’s owners keep theirs', async () => {
  const target = `${deployments}/statused`
  await apply(target, { ...deployment('statused'), status: { replicas: 7 } }, { manager: 'spec' })
  const config = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { replicas: 9 },
    status: { readyReplicas: 1, replicas: 1, conditions: [{ type: 'Available', status: 'True' }] },
  }
  const { body, status } = await apply(`${target}/status`, config, { manager: 'status' })
  assert.deepEqual([status, body.spec.replicas, body.status.replicas], [200, 1, 1])
  const own = owners({ body }).find(([manager]) => manager === 'status')
  assert.deepEqual(own, [
    'status',
    'Apply',
    'status',
    {
      'f:status': {
        'f:conditions': { 'k:{"type":"Available"}': { '.': {}, 'f:status': {}, 'f:type': {} } },
        'f:readyReplicas': {},
        'f:replicas': {},
      },
    },
  ])
  const spec = owners({ body }).find(([manager]) => manager === 'spec')?.[3] as object
  assert.ok(!('f:status' in spec))
  // What is applied no more goes.
  const less = await apply(
    `${target}/status`,
    { apiVersion: 'apps/v1', kind: 'Deployment', status: { replicas: 1 } },
    { manager: 'status' },
  )
  assert.equal(less.body.status.conditions, undefined)
})

test('apply takes over what came before it as before-first-apply, where nobody is known', async () => {
  const { body } = await call('POST', `${maps}?fieldManager=old`, {
    metadata: { name: 'before' },
    data: { a: '1', b: '2' },
  })
  const reset = await call('PUT', `${maps}/before`, {
    ...body,
    metadata: { ...body.metadata, managedFields: [{}] },
  })
  assert.equal(reset.body.metadata.managedFields, undefined)
  // What is not tracked stays so through updates.
  const updated = await call('PATCH', `${maps}/before`, { data: { c: '3' } }, patchTypes.merge)
  assert.equal(updated.body.metadata.managedFields, undefined)
  const config = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } }
  const applied = await apply(`${maps}/before`, config)
  assert.deepEqual(
    owners(applied).map(([manager, operation]) => [manager, operation]),
    [
      ['me', 'Apply'],
      ['before-first-apply', 'Update'],
    ],
  )
  const conflict = await apply(`${maps}/before`, { ...config, data: { a: 'other' } }, { manager: 'you' })
  assert.match(
    conflict.body.message,
    /^Apply failed with 2 conflicts: conflicts with "before-first-apply" using v1:\n- \.data\.a\nconflicts with "me"/,
  )
})

test('a conflict tells each manager and each field, as causes too', async () => {
  await call('POST', `${maps}?fieldManager=first`, {
    metadata: { name: 'clash', labels: { l: '1' } },
    data: { a: '1' },
  })
  await apply(
    `${maps}/clash`,
    { apiVersion: 'v1', kind: 'ConfigMap', data: { b: '1' } },
    { manager: 'second' },
  )
  const { status, body } = await apply(
    `${maps}/clash`,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { l: '2' } }, data: { a: '2', b: '2' } },
    { manager: 'third' },
  )
  assert.equal(status, 409)
  assert.deepEqual([body.reason, body.details.causes.length], ['Conflict', 3])
  for (const { reason } of body.details.causes) assert.equal(reason, 'FieldManagerConflict')
  assert.deepEqual(body.details.causes.map(({ field }: { field: string }) => field).sort(), [
    '.data.a',
    '.data.b',
    '.metadata.labels.l',
  ])
  assert.match(
    body.message,
    /^Apply failed with 3 conflicts: conflicts with "first" using v1:\n- \.data\.a\n- \.metadata\.labels\.l\nconflicts with "second":\n- \.data\.b$/,
  )
})

test('an amount in other words conflicts with its owner, as upstream compares what was sent', async () => {
  const limit = (memory: string, manager: string, query = '') =>
    call(
      'PATCH',
      `/api/v1/namespaces/default/podtemplates/amounts?fieldManager=${manager}${query}`,
      {
        apiVersion: 'v1',
        kind: 'PodTemplate',
        template: { spec: { containers: [{ name: 'c', image: 'i', resources: { limits: { memory } } }] } },
      },
      patchTypes.apply,
    )
  assert.equal((await limit('1Gi', 'one')).status, 201)
  assert.equal((await limit('1Gi', 'two')).status, 200)
  const { body } = await limit('1024Mi', 'two')
  const field = '.template.spec.containers[name="c"].resources.limits.memory'
  assert.equal(body.message, `Apply failed with 1 conflict: conflict with "one": ${field}`)
  const forced = await limit('1024Mi', 'two', '&force=true')
  assert.equal(forced.body.template.spec.containers[0].resources.limits.memory, '1Gi')
})

test('more than ten updaters are gathered as ancient changes, appliers never', async () => {
  await call('POST', `${maps}?fieldManager=m0`, { metadata: { name: 'many' }, data: { k0: '0' } })
  await apply(`${maps}/many`, { apiVersion: 'v1', kind: 'ConfigMap', data: { mine: '1' } })
  for (let i = 1; i <= 14; i++) {
    await clock.advance(1000)
    await call('PATCH', `${maps}/many?fieldManager=m${i}`, { data: { [`k${i}`]: '1' } }, patchTypes.merge)
  }
  const answer = await call('GET', `${maps}/many`)
  const all = owners(answer)
  const updaters = all.filter(([, operation]) => operation === 'Update')
  assert.equal(updaters.length, 10)
  assert.equal(updaters[0]?.[0], 'ancient-changes')
  const [oldest] = updaters
  assert.ok(oldest)
  assert.deepEqual(Object.keys((oldest[3] as { 'f:data': object })['f:data']), [
    '.',
    'f:k0',
    'f:k1',
    'f:k2',
    'f:k3',
    'f:k4',
    'f:k5',
  ])
  assert.deepEqual(all[0]?.slice(0, 2), ['me', 'Apply'])
})

test('managedFields that cannot be read are passed over, and those of an apply are refused', async () => {
  const { body } = await call('POST', `${maps}?fieldManager=one`, {
    metadata: { name: 'fields' },
    data: { a: '1' },
  })
  const bad = [{ ...body.metadata.managedFields[0], fieldsV1: { 'k:{broken': {} } }]
  const put = await call('PUT', `${maps}/fields`, {
    ...body,
    metadata: { ...body.metadata, managedFields: bad },
  })
  assert.deepEqual(put.body.metadata.managedFields, body.metadata.managedFields)
  const unknown = [{ ...body.metadata.managedFields[0], operation: 'Other' }]
  const kept = await call('PUT', `${maps}/fields`, {
    ...body,
    metadata: { ...body.metadata, managedFields: unknown },
  })
  assert.deepEqual(kept.body.metadata.managedFields, body.metadata.managedFields)
  const applied = await apply(`${maps}/fields`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { managedFields: body.metadata.managedFields },
  })
  assert.deepEqual([applied.status, applied.body.message], [400, 'metadata.managedFields must be nil'])
})

test('apply joins ports by their default protocol, and drops those it leaves out', async () => {
  const services = '/api/v1/namespaces/default/services'
  const service = (ports: unknown) => ({
    apiVersion: 'v1',
    kind: 'Service',
    spec: { selector: { a: 'b' }, ports },
  })
  await apply(
    `${services}/ports`,
    service([
      { name: 'a', port: 80 },
      { name: 'b', port: 81 },
    ]),
  )
  const again = await apply(
    `${services}/ports`,
    service([{ name: 'a', port: 80, protocol: 'TCP', targetPort: 8080 }]),
  )
  assert.deepEqual(
    again.body.spec.ports.map(
      ({ name, port, targetPort }: { name: string; port: number; targetPort: number }) => [
        name,
        port,
        targetPort,
      ],
    ),
    [['a', 80, 8080]],
  )
  const twice = await apply(`${services}/ports`, service([{ port: 80 }, { port: 80, protocol: 'TCP' }]))
  assert.equal(twice.status, 500)
  assert.match(twice.body.message, /duplicate entries for key \[port=80,protocol="TCP"\]/)
})

test('apply with a key twice is refused, told or passed over as fieldValidation says', async () => {
  const body = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "1"\n  a: "2"\n'
  const strict = await apply(`${maps}/twice`, body, { query: '&fieldValidation=Strict' })
  assert.equal(strict.status, 400)
  assert.match(strict.body.message, /^error strict decoding YAML: .*already set in map/s)
  const warned = await apply(`${maps}/twice`, body)
  assert.match(String(warned.headers.warning), /already set in map/)
  const ignored = await apply(`${maps}/twice`, body, { query: '&fieldValidation=Ignore' })
  assert.equal(ignored.headers.warning, undefined)
})

test('labels set through /status belong to who set them, save where the kind puts them back', async () => {
  const nodes = '/api/v1/nodes'
  await call('POST', `${nodes}?fieldManager=maker`, { metadata: { name: 'labelled', labels: { a: 'b' } } })
  const patch = { metadata: { labels: { by: 'status' } }, status: { phase: 'Running' } }
  const node = await call('PATCH', `${nodes}/labelled/status?fieldManager=kubelet`, patch, patchTypes.merge)
  assert.equal(node.body.metadata.labels.by, 'status')
  const own = owners(node).find(([manager]) => manager === 'kubelet')?.[3] as object
  assert.deepEqual(Object.keys(own), ['f:metadata', 'f:status'])
  await apply(`${deployments}/kept`, deployment('kept'))
  const kept = await call(
    'PATCH',
    `${deployments}/kept/status?fieldManager=other`,
    { metadata: { labels: { by: 'status' }, annotations: { a: 'b' } }, status: { replicas: 1 } },
    patchTypes.merge,
  )
  assert.deepEqual([kept.body.metadata.labels, kept.body.metadata.annotations], [undefined, { a: 'b' }])
})

test('what the server fills in when it creates is nobody’s', async () => {
  const { body } = await call('POST', '/api/v1/namespaces', { metadata: { name: 'unowned' } })
  assert.deepEqual(body.spec, { finalizers: ['kubernetes'] })
  const owned = body.metadata.managedFields.map((entry: { fieldsV1: object }) => entry.fieldsV1)
  assert.deepEqual(owned, [
    { 'f:metadata': { 'f:labels': { '.': {}, 'f:kubernetes.io/metadata.name': {} } } },
  ])
})
