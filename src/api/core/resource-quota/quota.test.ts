import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeAmounts } from './quota-amounts.ts'
import { chargeQuota } from './quota-charge.ts'
import { counts } from './quota-evaluator.ts'
import { quotaEvaluatorOf } from './quota-evaluators.ts'
import type { ResourceQuota } from './resource-quota.schema.ts'

const now = Date.UTC(2026, 0, 1)
const evaluator = (plural: string, group = '') => {
  const found = quotaEvaluatorOf({ group, plural })
  assert.ok(found !== undefined)
  return found
}
const usage = (plural: string, obj: object, group = '') =>
  describeAmounts(evaluator(plural, group).usage({ metadata: {}, ...obj }, now))
const requests = (cpu: string, memory?: string) => ({
  requests: { cpu, ...(memory !== undefined && { memory }) },
})

describe('quotaEvaluatorOf()', () => {
  test('quotaEvaluatorOf() of pods counts what they ask for while they live', () => {
    const containers = [
      { name: 'a', resources: { ...requests('500m', '1Gi'), limits: { cpu: '1', 'example.com/gpu': '2' } } },
      { name: 'b', resources: { requests: { 'example.com/gpu': '2', 'hugepages-2Mi': '4Mi' } } },
    ]
    const initContainers = [{ name: 'i', resources: requests('2') }]
    assert.equal(
      usage('pods', { spec: { containers, initContainers } }),
      'count/pods=1,cpu=2,hugepages-2Mi=4Mi,limits.cpu=1,memory=1Gi,pods=1,requests.cpu=2,requests.example.com/gpu=2,requests.hugepages-2Mi=4Mi,requests.memory=1Gi',
    )
    const spec = { containers }
    assert.equal(usage('pods', { spec, status: { phase: 'Succeeded' } }), 'count/pods=1')
    const going = (seconds: number) => ({
      deletionTimestamp: new Date(now - seconds * 1000).toISOString(),
      deletionGracePeriodSeconds: 30,
    })
    assert.match(usage('pods', { spec, metadata: going(29) }), /,pods=1/)
    assert.equal(usage('pods', { spec, metadata: going(31) }), 'count/pods=1')
  })

  test('quotaEvaluatorOf() of services counts the node ports that they will have', () => {
    const ports = [{ port: 1 }, { port: 2, nodePort: 30000 }]
    const of = (spec: object) => usage('services', { spec: { ports, ...spec } })
    const row = (lb: number, np: number) =>
      `count/services=1,services=1,services.loadbalancers=${lb},services.nodeports=${np}`
    assert.equal(of({ type: 'ClusterIP' }), row(0, 0))
    assert.equal(of({ type: 'NodePort' }), row(0, 2))
    assert.equal(of({ type: 'LoadBalancer' }), row(1, 2))
    assert.equal(of({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false }), row(1, 1))
  })

  test('quotaEvaluatorOf() of claims counts storage in all and by class', () => {
    const spec = { storageClassName: 'gold', resources: { requests: { storage: '1Gi' } } }
    const gold = 'gold.storageclass.storage.k8s.io/'
    assert.equal(
      usage('persistentvolumeclaims', { spec, status: { allocatedResources: { storage: '2Gi' } } }),
      `count/persistentvolumeclaims=1,${gold}persistentvolumeclaims=1,${gold}requests.storage=2Gi,persistentvolumeclaims=1,requests.storage=2Gi`,
    )
    const names = [`${gold}requests.storage`, 'requests.storage', 'requests.cpu', 'x/requests.storage']
    assert.deepEqual(evaluator('persistentvolumeclaims').matching(names), [
      `${gold}requests.storage`,
      'requests.storage',
    ])
  })

  test('quotaEvaluatorOf() of everything else counts objects, and events not at all', () => {
    assert.equal(usage('secrets', {}), 'count/secrets=1,secrets=1')
    assert.equal(usage('deployments', {}, 'apps'), 'count/deployments.apps=1')
    assert.equal(usage('services', {}, 'example.com'), 'count/services.example.com=1')
    assert.equal(quotaEvaluatorOf({ group: '', plural: 'events' }), undefined)
    assert.equal(quotaEvaluatorOf({ group: 'events.k8s.io', plural: 'events' }), undefined)
  })

  test('quotaEvaluatorOf() of pods says which containers do not say what the quota limits', () => {
    const containers = [{ name: 'b' }, { name: 'a', resources: { limits: { cpu: '1' } } }]
    const say = (...names: string[]) =>
      evaluator('pods').missing?.(names, { metadata: {}, spec: { containers } })
    assert.equal(
      say('limits.cpu', 'requests.memory', 'pods'),
      'must specify limits.cpu for: b; requests.memory for: a,b',
    )
    assert.equal(say('pods', 'requests.ephemeral-storage'), undefined)
  })
})

function quota(spec: object, status: object = {}): ResourceQuota {
  return { metadata: { name: 'q' }, spec, status } as unknown as ResourceQuota
}

describe('counts()', () => {
  const pod = (spec: object) => ({ metadata: {}, spec: { containers: [{ name: 'c' }], ...spec } })
  const rows: readonly (readonly [scope: object, spec: object, expected: boolean])[] = [
    [{}, {}, true],
    [{ scopes: ['Terminating'] }, { activeDeadlineSeconds: 5 }, true],
    [{ scopes: ['Terminating'] }, {}, false],
    [{ scopes: ['NotTerminating', 'BestEffort'] }, {}, true],
    [{ scopes: ['NotBestEffort'] }, {}, false],
    [{ scopes: ['NotBestEffort'] }, { containers: [{ name: 'c', resources: requests('1') }] }, true],
    ...(['In', 'NotIn', 'Exists', 'DoesNotExist'] as const).flatMap((operator, i) =>
      ([undefined, 'high', 'low'] as const).map((priorityClassName, j) => {
        const values = i < 2 ? { values: ['high'] } : {}
        const matchExpressions = [{ scopeName: 'PriorityClass', operator, ...values }]
        const expected = [
          [false, true, false],
          [true, false, true],
          [false, true, true],
          [true, false, false],
        ][i]?.[j]
        return [{ scopeSelector: { matchExpressions } }, { priorityClassName }, expected === true] as const
      }),
    ),
    [
      { scopes: ['CrossNamespacePodAffinity'] },
      {
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: { namespaces: ['x'] } }],
          },
        },
      },
      true,
    ],
  ]
  for (const [i, [scope, spec, expected]] of rows.entries()) {
    test(`counts() case ${i}: ${JSON.stringify(scope)}`, () => {
      const asked = { evaluator: evaluator('pods'), obj: pod(spec) }
      assert.equal(counts(quota(scope), ['pods'], asked), expected)
      assert.equal(counts(quota(scope), ['secrets'], asked), false)
    })
  }
})

describe('chargeQuota()', () => {
  const amounts = (obj: object) => evaluator('pods').usage({ metadata: {}, spec: obj }, now)
  const containers = [{ name: 'c', resources: requests('500m') }]

  test('chargeQuota() adds what is asked for, up to the limit', () => {
    const status = { hard: { pods: '2', 'requests.cpu': '1' }, used: { pods: '1', 'requests.cpu': '500m' } }
    const charged = chargeQuota(quota({}, status), amounts({ containers }))
    assert.ok(typeof charged === 'object' && 'used' in charged)
    assert.equal(describeAmounts(charged.used), 'pods=2,requests.cpu=1')
  })

  test('chargeQuota() names what is exceeded, and nothing else', () => {
    const status = { hard: { pods: '9', 'requests.cpu': '900m' }, used: { pods: '1', 'requests.cpu': '0.5' } }
    assert.deepEqual(chargeQuota(quota({}, status), amounts({ containers })), {
      refusal:
        'exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=500m, limited: requests.cpu=900m',
    })
    assert.equal(
      chargeQuota(quota({}, { hard: { secrets: '1' }, used: {} }), amounts({ containers })),
      'nothing',
    )
  })
})
