// API priority and fairness against a real server: configuration objects, queues, refusals, time limits.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller } from './api-calls.ts'
import { SlowStore } from './slow-store.ts'

const group = '/apis/flowcontrol.apiserver.k8s.io/v1'
const schemas = `${group}/flowschemas`
const levels = `${group}/prioritylevelconfigurations`
const maps = '/api/v1/namespaces/default/configmaps'
const bobToken = { token: 'bob', user: 'bob', groups: [] }

let server: TestServer
let admin: Call

before(async () => {
  server = await startTestServer({ tokens: [bobToken] })
  admin = caller(server.handler())
})
after(() => server.stop())

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

function check(answer: Answer, status: number, message?: RegExp): void {
  assert.equal(answer.status, status, answer.text)
  if (message !== undefined) assert.match(answer.body?.message ?? answer.text, message)
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await holds()) return
    await settle()
  }
  assert.fail('it did not come about')
}

const dangling = async (call: Call, name: string) => {
  const { body } = await call('GET', `${schemas}/${name}`)
  return body.status?.conditions?.find(({ type }: { type: string }) => type === 'Dangling')
}

test('every cluster has upstream’s flow schemas and priority levels', async () => {
  const rows = async (path: string, columns: readonly number[]) => {
    const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
    const { body } = await admin('GET', path, undefined, accept)
    return body.rows.map(({ cells }: { cells: unknown[] }) => columns.map((index) => cells[index]).join(' '))
  }
  assert.deepEqual(await rows(schemas, [0, 1, 2, 3, 5]), [
    'exempt exempt 1 <none> False',
    'probes exempt 2 <none> False',
    'system-leader-election leader-election 100 ByUser False',
    'endpoint-controller workload-high 150 ByUser False',
    'workload-leader-election leader-election 200 ByUser False',
    'system-node-high node-high 400 ByUser False',
    'system-nodes system 500 ByUser False',
    'kube-controller-manager workload-high 800 ByNamespace False',
    'kube-scheduler workload-high 800 ByNamespace False',
    'kube-system-service-accounts workload-high 900 ByNamespace False',
    'service-accounts workload-low 9000 ByUser False',
    'global-default global-default 9900 ByUser False',
    'catch-all catch-all 10000 ByUser False',
  ])
  assert.deepEqual(await rows(levels, [0, 1, 2, 3, 4, 5]), [
    'catch-all Limited 5 <none> <none> <none>',
    'exempt Exempt <none> <none> <none> <none>',
    'global-default Limited 20 128 6 50',
    'leader-election Limited 10 16 4 50',
    'node-high Limited 40 64 6 50',
    'system Limited 30 64 6 50',
    'workload-high Limited 40 128 6 50',
    'workload-low Limited 100 128 6 50',
  ])
})

test('a flow schema says whether its priority level is there', async () => {
  const spec = { priorityLevelConfiguration: { name: 'later' } }
  check(await admin('POST', schemas, { metadata: { name: 'dangles' }, spec }), 201)
  await until(async () => (await dangling(admin, 'dangles'))?.status === 'True')
  const missing = await dangling(admin, 'dangles')
  assert.equal(missing.reason, 'NotFound')
  assert.equal(
    missing.message,
    'This FlowSchema references the PriorityLevelConfiguration object named "later" but there is no such object',
  )
  const level = { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } }
  check(await admin('POST', levels, { metadata: { name: 'later' }, spec: level }), 201)
  await until(async () => (await dangling(admin, 'dangles'))?.status === 'False')
  const { body } = await admin('GET', `${schemas}/dangles`)
  const owner = body.metadata.managedFields.find(
    ({ subresource }: { subresource?: string }) => subresource === 'status',
  )
  assert.equal(owner.manager, 'api-priority-and-fairness-config-consumer-v1')
  assert.equal(owner.operation, 'Apply')
  await admin('DELETE', `${levels}/later`)
  await until(async () => (await dangling(admin, 'dangles'))?.status === 'True')
  await admin('DELETE', `${schemas}/dangles`)
})

test('answers tell the UIDs of the schema and the level that they came by', async () => {
  const uid = async (path: string) => (await admin('GET', path)).body.metadata.uid
  const bob = caller(server.handler('bob'))
  const told = ({ headers }: Answer) => [
    headers['x-kubernetes-pf-flowschema-uid'],
    headers['x-kubernetes-pf-prioritylevel-uid'],
  ]
  const global = [await uid(`${schemas}/global-default`), await uid(`${levels}/global-default`)]
  assert.deepEqual(told(await bob('GET', maps)), global)
  assert.deepEqual(told(await bob('GET', '/version')), global)
  const probes = [await uid(`${schemas}/probes`), await uid(`${levels}/exempt`)]
  assert.deepEqual(told(await bob('GET', '/healthz')), probes)
  const masters = [await uid(`${schemas}/exempt`), await uid(`${levels}/exempt`)]
  assert.deepEqual(told(await admin('GET', '/healthz')), masters)
})

test('a new flow schema takes effect with the next request', async () => {
  const bob = caller(server.handler('bob'))
  const rules = [
    {
      subjects: [{ kind: 'User', user: { name: 'bob' } }],
      resourceRules: [{ verbs: ['list'], apiGroups: [''], resources: ['configmaps'], namespaces: ['*'] }],
    },
  ]
  const spec = { priorityLevelConfiguration: { name: 'system' }, rules }
  const { body } = await admin('POST', schemas, { metadata: { name: 'bobs-maps' }, spec })
  const uidOf = async (target: string) => (await bob('GET', target)).headers['x-kubernetes-pf-flowschema-uid']
  assert.equal(await uidOf(maps), body.metadata.uid)
  assert.notEqual(await uidOf(`${maps}/x`), body.metadata.uid)
  await admin('DELETE', `${schemas}/bobs-maps`)
  assert.notEqual(await uidOf(maps), body.metadata.uid)
})

test('mandatory and suggested objects come back within a minute; what somebody has taken over stays', async () => {
  const clock = new VirtualClock({ settle })
  await using own = await startTestServer({ clock, rng: seededRng(1) })
  const call = caller(own.handler())
  await call('DELETE', `${levels}/exempt`)
  await call('DELETE', `${schemas}/probes`)
  // The exempt level is imagined while it is gone.
  check(await call('GET', maps), 200)
  const low = (await call('GET', `${levels}/workload-low`)).body
  low.metadata.annotations['apf.kubernetes.io/autoupdate-spec'] = 'false'
  low.spec.limited.nominalConcurrencyShares = 1
  check(await call('PUT', `${levels}/workload-low`, low), 200)
  const high = (await call('GET', `${levels}/workload-high`)).body
  high.spec.limited.nominalConcurrencyShares = 1
  check(await call('PUT', `${levels}/workload-high`, high), 200)
  const retired = { ...high, metadata: { name: 'retired', annotations: high.metadata.annotations } }
  check(await call('POST', levels, retired), 201)
  await clock.advance(61_000)
  check(await call('GET', `${levels}/exempt`), 200)
  check(await call('GET', `${schemas}/probes`), 200)
  const shares = async (name: string) =>
    (await call('GET', `${levels}/${name}`)).body.spec.limited.nominalConcurrencyShares
  assert.deepEqual([await shares('workload-low'), await shares('workload-high')], [1, 40])
  check(await call('GET', `${levels}/retired`), 404)
})

/** A server in virtual time on which bob has one seat, and two places in a queue. */
async function smallServer(own: TestServerOptions = {}) {
  const clock = new VirtualClock({ settle })
  const slow = new SlowStore(clock)
  const small = await startTestServer({
    clock,
    rng: seededRng(1),
    store: slow.store,
    tokens: [bobToken],
    limits: { reads: 1, writes: 0 },
    ...own,
  })
  const call = caller(small.handler())
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }]
  const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
  check(await call('POST', bindings, { metadata: { name: 'bob' }, roleRef, subjects }), 201)
  const queuing = { queues: 1, handSize: 1, queueLengthLimit: 2 }
  const limited = {
    nominalConcurrencyShares: 1,
    borrowingLimitPercent: 0,
    limitResponse: { type: 'Queue', queuing },
  }
  check(await call('POST', levels, { metadata: { name: 'tiny' }, spec: { type: 'Limited', limited } }), 201)
  const resourceRules = [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] },
  ]
  const rules = [{ subjects: [{ kind: 'User', user: { name: 'bob' } }], resourceRules }]
  const spec = { priorityLevelConfiguration: { name: 'tiny' }, matchingPrecedence: 3, rules }
  check(await call('POST', schemas, { metadata: { name: 'bob' }, spec }), 201)
  const bob = caller(small.handler('bob'))
  const stop = async () => {
    slow.release()
    await small.stop()
    await slow.store.close()
  }
  return { clock, slow, call, bob, handler: small.handler('bob'), [Symbol.asyncDispose]: stop }
}

const map = (name: string) => ({ metadata: { name } })

const metricsOf = async (call: Call) => {
  const { text } = await call('GET', '/metrics')
  return (name: string) => {
    const line = text
      .split('\n')
      .find((one) => one.startsWith(`apiserver_flowcontrol_${name}`) && one.includes('"bob"'))
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1))
  }
}

test('requests wait in a queue for a seat, are refused when it is full, and get their turn', async () => {
  await using small = await smallServer()
  const { slow, bob, call } = small
  slow.hold('put')
  const first = bob('POST', maps, map('a'))
  const waiting = [bob('POST', maps, map('b')), bob('GET', maps)]
  await settle()
  const refused = await bob('POST', maps, map('c'))
  check(refused, 429, /^Too many requests, please try again later\.\n$/)
  assert.equal(refused.headers['retry-after'], '1')
  assert.match(refused.headers['content-type'] ?? '', /^text\/plain/)
  assert.ok(refused.headers['x-kubernetes-pf-flowschema-uid'])
  // Whoever is not limited is served meanwhile.
  check(await call('GET', maps), 200)
  const metric = await metricsOf(call)
  assert.deepEqual(
    [
      'current_inqueue_requests',
      'current_executing_requests',
      'rejected_requests_total',
      'dispatched_requests_total',
    ].map(metric),
    [2, 1, 1, 1],
  )
  const dump = await call('GET', '/debug/api_priority_and_fairness/dump_requests?includeRequestDetails=1')
  assert.match(dump.text, /\ntiny, +bob, +0, +0, +, +\S+Z, +1, +0, +0s, +, +bob, +create, /)
  assert.match(
    (await call('GET', '/debug/api_priority_and_fairness/dump_priority_levels')).text,
    /\ntiny, +1, +false, +false, +2, +1, +1, +1, +0, +0\n/,
  )
  assert.match(
    (await call('GET', '/debug/api_priority_and_fairness/dump_queues')).text,
    /\ntiny, +0, +2, +1, +1, /,
  )
  slow.release()
  check(await first, 201)
  const [second, third] = await Promise.all(waiting)
  assert.deepEqual([second?.status, third?.status], [201, 200])
  // First come, first served: the list saw what was before it in the queue.
  assert.deepEqual(
    third?.body.items
      .map(({ metadata }: { metadata: { name: string } }) => metadata.name)
      .filter((name: string) => name.length === 1),
    ['a', 'b'],
  )
  const later = await metricsOf(call)
  assert.deepEqual(
    ['current_inqueue_requests', 'current_executing_requests', 'dispatched_requests_total'].map(later),
    [0, 0, 3],
  )
})

test('a request waits for a quarter of its time, and no longer than its client', async () => {
  await using small = await smallServer()
  const { slow, bob, clock, handler } = small
  slow.hold('put')
  const stuck = bob('POST', maps, map('a'))
  const late = bob('POST', `${maps}?timeout=8s`, map('b'))
  const gone = new AbortController()
  const left = handler({ method: 'GET', target: maps, headers: {}, signal: gone.signal })
  await settle()
  gone.abort(new Error('bob went home'))
  assert.equal((await left).status, 429)
  await clock.advance(1999)
  assert.equal(await Promise.race([late, 'still waiting']), 'still waiting')
  await clock.advance(2)
  check(await late, 429)
  slow.release()
  check(await stuck, 201)
})

test('a request that takes too long is answered 504, and gives its seat back', async () => {
  await using small = await smallServer()
  const { slow, bob, clock } = small
  slow.hold('put')
  const write = bob('POST', maps, map('a'))
  await clock.advance(33_999)
  assert.equal(await Promise.race([write, 'still waiting']), 'still waiting')
  await clock.advance(2)
  const answer = await write
  check(
    answer,
    504,
    /^Timeout: request did not complete within requested timeout - context deadline exceeded$/,
  )
  assert.deepEqual([answer.body.reason, answer.body.details], ['Timeout', {}])
  const short = bob('POST', `${maps}?timeout=1s`, map('b'))
  await clock.advance(1001)
  check(await short, 504)
  check(await bob('GET', maps), 200)
})

test('the timeout parameter is checked', async () => {
  check(await admin('GET', `${maps}?timeout=10s`), 200)
  check(await admin('GET', `${maps}?timeout=0s`), 200)
  check(await admin('GET', `${maps}?timeout=5h`), 200)
  for (const [text, why] of [
    ['soon', 'time: invalid duration "soon"'],
    ['5', 'time: missing unit in duration "5"'],
    ['5y', 'time: unknown unit "y" in duration "5y"'],
  ])
    check(
      await admin('GET', `${maps}?timeout=${text}`),
      400,
      new RegExp(`^invalid timeout specified in the request URL - ${why}$`),
    )
})

test('a watch holds its seat only until it has begun', async () => {
  await using small = await smallServer()
  const { bob, handler, clock } = small
  const ending = new AbortController()
  const watching = await handler({
    method: 'GET',
    target: `${maps}?watch=1`,
    headers: {},
    signal: ending.signal,
  })
  assert.equal(watching.status, 200)
  check(await bob('POST', maps, map('a')), 201)
  // And it may take as long as it likes.
  await clock.advance(120_000)
  check(await bob('GET', maps), 200)
  ending.abort(new Error('seen enough'))
})

test('seats that nobody uses are lent to those who wait', async () => {
  await using small = await smallServer({ limits: { reads: 40, writes: 20 } })
  const { call, clock, slow, bob } = small
  const level = (await call('GET', `${levels}/tiny`)).body
  delete level.spec.limited.borrowingLimitPercent
  level.spec.limited.limitResponse.queuing.queueLengthLimit = 50
  check(await call('PUT', `${levels}/tiny`, level), 200)
  slow.hold('put')
  const writes = Array.from({ length: 20 }, (_, index) => bob('POST', maps, map(`m${index}`)))
  await settle()
  const executing = async () => (await metricsOf(call))('current_executing_requests') ?? 0
  const before = await executing()
  assert.ok(before < 20, String(before))
  await clock.advance(10_000)
  assert.equal(await executing(), 20)
  slow.release()
  for (const write of writes) check(await write, 201)
  // A level lends no more than its lendable part, whoever else is waiting.
  const { text } = await call('GET', '/metrics')
  const seats = (name: string) =>
    Number(
      new RegExp(`flowcontrol_${name}_limit_seats{priority_level="workload-low"} (\\d+)`).exec(text)?.[1],
    )
  assert.ok(seats('current') >= seats('lower') && seats('lower') < seats('nominal'))
})
