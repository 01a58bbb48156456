// Quotas from both sides: admission charges before an object is stored, the controller counts what there is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ResourceQuota } from '../../src/api/core/resource-quota/resource-quota.kind.ts'
import { kinds } from '../../src/api/kinds.ts'
import { resourceQuotaController } from '../../src/controllers/resourcequota/resourcequota.controller.ts'
import { type Answer, type Call, caller } from './api-calls.ts'
import { type ControlPlane, startControlPlane } from './control-plane.ts'
import { cronTabs, definition } from './custom-definitions.ts'

const core = '/api/v1/namespaces/default'

interface Bench extends AsyncDisposable {
  readonly plane: ControlPlane
  readonly call: Call
  used(name?: string): Promise<Readonly<Record<string, string>>>
}

async function start(spec: object): Promise<Bench> {
  const plane = await startControlPlane([resourceQuotaController(kinds)])
  plane.play = () => undefined
  const call = caller(plane.server.handler())
  ok(await call('POST', `${core}/resourcequotas`, { metadata: { name: 'q' }, spec }))
  const used = async (name = 'q') => {
    const { signal } = plane
    const { status } = await plane.client.get(ResourceQuota, { namespace: 'default', name }, { signal })
    return status?.used ?? {}
  }
  await plane.until(async () => Object.keys(await used()).length > 0)
  return { plane, call, used, [Symbol.asyncDispose]: () => plane[Symbol.asyncDispose]() }
}

function ok(answer: Answer): Answer['body'] {
  assert.ok(answer.status < 300, answer.text)
  return answer.body
}

function refused(answer: Answer, message: string): void {
  assert.equal(answer.status, 403, answer.text)
  assert.equal(answer.body.message, message)
}

const configMap = (name: string) => ({ metadata: { name } })
const pod = (name: string, resources?: object) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'x', ...(resources !== undefined && { resources }) }] },
})

test('ResourceQuota counts objects before they are stored, and gives back when they go', async () => {
  await using bench = await start({ hard: { configmaps: '2', 'count/deployments.apps': '0' } })
  const { call, plane, used } = bench
  const before = Number((await used()).configmaps)
  assert.equal(before, 0)
  ok(await call('POST', `${core}/configmaps`, configMap('a')))
  assert.equal((await used()).configmaps, '1', 'charged when the answer comes')
  ok(await call('POST', `${core}/configmaps?dryRun=All`, configMap('dry')))
  ok(await call('POST', `${core}/configmaps`, configMap('b')))
  const tooMany = 'exceeded quota: q, requested: configmaps=1, used: configmaps=2, limited: configmaps=2'
  refused(await call('POST', `${core}/configmaps`, configMap('c')), `configmaps "c" is forbidden: ${tooMany}`)
  refused(
    await call('POST', `${core}/configmaps?dryRun=All`, configMap('c')),
    `configmaps "c" is forbidden: ${tooMany}`,
  )
  ok(await call('PUT', `${core}/configmaps/a`, { ...configMap('a'), data: { changed: 'yes' } }))
  const deployment = await call('POST', '/apis/apps/v1/namespaces/default/deployments', {
    metadata: { name: 'd' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: pod('x').spec },
    },
  })
  assert.match(
    deployment.body.message,
    /exceeded quota: q, requested: count\/deployments.apps=1, used: count\/deployments.apps=0, limited: count\/deployments.apps=0/,
  )
  ok(await call('DELETE', `${core}/configmaps/a`))
  await plane.until(async () => (await used()).configmaps === '1')
  ok(await call('POST', `${core}/configmaps`, configMap('c')))
})

test('ResourceQuota never lets in more than its limit, however many ask at once', async () => {
  await using bench = await start({ hard: { configmaps: '5' } })
  const { call, used } = bench
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => call('POST', `${core}/configmaps`, configMap(`m${i}`))),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 5)
  assert.equal(answers.filter(({ status }) => status === 403).length, 15)
  assert.equal((await used()).configmaps, '5')
})

test('ResourceQuota on compute asks every container, charges requests, and forgets pods that have ended', async () => {
  await using bench = await start({ hard: { 'requests.cpu': '1', 'limits.memory': '1Gi', pods: '5' } })
  const { call, plane, used } = bench
  refused(
    await call('POST', `${core}/pods`, pod('silent')),
    'pods "silent" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c',
  )
  const resources = { requests: { cpu: '600m' }, limits: { memory: '512Mi' } }
  ok(await call('POST', `${core}/pods`, pod('one', resources)))
  assert.deepEqual(await used(), { 'limits.memory': '512Mi', pods: '1', 'requests.cpu': '600m' })
  refused(
    await call('POST', `${core}/pods`, pod('two', resources)),
    'pods "two" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1',
  )
  ok(
    await call(
      'PATCH',
      `${core}/pods/one/status`,
      { status: { phase: 'Succeeded' } },
      {
        'content-type': 'application/merge-patch+json',
      },
    ),
  )
  await plane.until(async () => (await used()).pods === '0')
  ok(await call('POST', `${core}/pods`, pod('two', resources)))
})

test('ResourceQuota of scopes counts only pods in them; a new limit counts what is there', async () => {
  await using bench = await start({ hard: { pods: '1' }, scopes: ['BestEffort'] })
  const { call, plane, used } = bench
  ok(await call('POST', `${core}/pods`, pod('sized', { requests: { cpu: '1' } })))
  assert.deepEqual(await used(), { pods: '0' })
  ok(await call('POST', `${core}/pods`, pod('best')))
  assert.deepEqual(await used(), { pods: '1' })
  const next = await call('POST', `${core}/pods`, pod('more'))
  assert.match(next.body.message, /exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1/)
  ok(
    await call('POST', `${core}/resourcequotas`, {
      metadata: { name: 'all' },
      spec: { hard: { pods: '9', services: '3' } },
    }),
  )
  await plane.until(async () => (await used('all')).pods === '2')
  const spec = { type: 'NodePort', ports: [{ port: 80 }] }
  ok(await call('POST', `${core}/services`, { metadata: { name: 's' }, spec }))
  const services = Number((await used('all')).services)
  assert.ok(services >= 1)
})

test('ResourceQuota mends what was charged for objects that never came', async () => {
  await using bench = await start({ hard: { configmaps: '3' } })
  const { call, plane, used } = bench
  ok(await call('POST', `${core}/configmaps`, configMap('a')))
  assert.equal((await call('POST', `${core}/configmaps`, configMap('a'))).status, 409)
  assert.equal((await used()).configmaps, '2')
  await plane.pass(5 * 60_000 + 1000)
  assert.equal((await used()).configmaps, '1')
})

test('ResourceQuota counts objects of kinds that users define', async () => {
  await using bench = await start({ hard: { configmaps: '3', 'count/crontabs.quota.example.com': '1' } })
  const { call, plane, used } = bench
  const limited = async () => (await used())['count/crontabs.quota.example.com']
  const crontabs = '/apis/quota.example.com/v1/namespaces/default/crontabs'
  const cron = (name: string) => ({ metadata: { name }, spec: { cronSpec: 'x' } })
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  ok(await call('POST', definitions, definition('quota.example.com', [cronTabs])))
  await plane.until(async () => (await limited()) === '0')
  ok(await call('POST', crontabs, cron('a')))
  assert.equal(await limited(), '1')
  assert.match((await call('POST', crontabs, cron('b'))).body.message, /exceeded quota: q, requested: count/)
  ok(await call('DELETE', `${crontabs}/a`))
  await plane.until(async () => (await limited()) === '0')
})
