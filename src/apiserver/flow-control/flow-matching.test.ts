import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlowSchemaSpec } from '../../api/flowcontrol/flow-schema/flow-schema.schema.ts'
import { mandatoryFlowSchemas } from '../../api/flowcontrol/mandatory.data.ts'
import { suggestedFlowSchemas } from '../bootstrap/flow-control.data.ts'
import { parseTarget } from '../request/path.ts'
import { requestInfo } from '../request/request-info.ts'
import { anonymousUser, authenticated, type UserInfo } from '../request/user.ts'
import { flowsOf, inMatchingOrder, matchFlow } from './flow-matching.ts'

const plans = (specs: Iterable<readonly [string, FlowSchemaSpec]>) =>
  inMatchingOrder([...specs].map(([name, spec]) => ({ name, spec }))).map((plan) => ({ plan }))

const usual = plans([...suggestedFlowSchemas, ...mandatoryFlowSchemas])

const user = (name: string, ...groups: string[]): UserInfo => authenticated({ name, groups })
const account = (namespace: string, name: string): UserInfo =>
  user(
    `system:serviceaccount:${namespace}:${name}`,
    'system:serviceaccounts',
    `system:serviceaccounts:${namespace}`,
  )

function check(who: UserInfo, asked: string, expected: string | undefined, schemas = usual): void {
  const [method = '', target = ''] = asked.split(' ')
  const info = requestInfo(parseTarget(target), method)
  assert.equal(matchFlow(info, flowsOf(who, schemas))?.plan.name, expected, `${who.name} ${asked}`)
}

test('inMatchingOrder() is by precedence, then by name', () => {
  assert.deepEqual(
    usual.map(({ plan }) => plan.name),
    [
      'exempt',
      'probes',
      'system-leader-election',
      'endpoint-controller',
      'workload-leader-election',
      'system-node-high',
      'system-nodes',
      'kube-controller-manager',
      'kube-scheduler',
      'kube-system-service-accounts',
      'service-accounts',
      'global-default',
      'catch-all',
    ],
  )
})

test('matchFlow() sends everybody where upstream sends them', () => {
  check(user('admin', 'system:masters'), 'DELETE /api/v1/namespaces/a/pods/x', 'exempt')
  check(anonymousUser, 'GET /healthz', 'probes')
  check(user('bob'), 'GET /readyz/ping', 'probes')
  check(user('bob'), 'GET /metrics', 'global-default')
  check(user('bob'), 'GET /api/v1/nodes', 'global-default')
  const manager = user('system:kube-controller-manager')
  check(manager, 'PUT /apis/coordination.k8s.io/v1/namespaces/a/leases/l', 'system-leader-election')
  check(manager, 'PUT /api/v1/namespaces/a/endpoints/e', 'endpoint-controller')
  check(manager, 'DELETE /api/v1/namespaces/a/endpoints/e', 'kube-controller-manager')
  const node = user('system:node:n', 'system:nodes')
  check(node, 'PATCH /api/v1/nodes/n/status', 'system-node-high')
  check(node, 'PUT /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n', 'system-node-high')
  check(node, 'PATCH /api/v1/namespaces/a/pods/x/status', 'system-nodes')
  const proxy = account('kube-system', 'proxy')
  check(proxy, 'GET /api/v1/namespaces/a/configmaps/c', 'workload-leader-election')
  check(proxy, 'GET /api/v1/services', 'kube-system-service-accounts')
  check(account('kube-system-2', 'x'), 'GET /api/v1/services', 'service-accounts')
  check(account('a', 'x'), 'GET /api/v1/services', 'service-accounts')
})

const rules = (own: object): FlowSchemaSpec => ({
  priorityLevelConfiguration: { name: 'l' },
  matchingPrecedence: 10,
  rules: [{ subjects: [{ kind: 'User', user: { name: '*' } }], ...own }],
})

test('matchFlow() looks at every part of a resource rule', () => {
  const resourceRule = {
    verbs: ['get', 'list'],
    apiGroups: ['apps'],
    resources: ['deployments', 'deployments/scale'],
    namespaces: ['a'],
  }
  const schemas = plans([['s', rules({ resourceRules: [resourceRule] })]])
  const bob = user('bob')
  check(bob, 'GET /apis/apps/v1/namespaces/a/deployments/d', 's', schemas)
  check(bob, 'GET /apis/apps/v1/namespaces/a/deployments/d/scale', 's', schemas)
  check(bob, 'GET /apis/apps/v1/namespaces/a/deployments/d/status', undefined, schemas)
  check(bob, 'PUT /apis/apps/v1/namespaces/a/deployments/d', undefined, schemas)
  check(bob, 'GET /apis/batch/v1/namespaces/a/deployments/d', undefined, schemas)
  check(bob, 'GET /apis/apps/v1/namespaces/b/deployments/d', undefined, schemas)
  check(bob, 'GET /apis/apps/v1/deployments', undefined, schemas)
  const wide = plans([['s', rules({ resourceRules: [{ ...resourceRule, clusterScope: true }] })]])
  check(bob, 'GET /apis/apps/v1/deployments', 's', wide)
})

test('matchFlow() takes a path for what lies below it', () => {
  const nonResourceRules = [{ verbs: ['get'], nonResourceURLs: ['/a', '/b/*'] }]
  const schemas = plans([['s', rules({ nonResourceRules })]])
  for (const path of ['/a', '/a/x', '/b/x', '/b/x/y']) check(user('bob'), `GET ${path}`, 's', schemas)
  for (const path of ['/ab', '/b', '/c']) check(user('bob'), `GET ${path}`, undefined, schemas)
  check(user('bob'), 'POST /a', undefined, schemas)
})

test('flowsOf() leaves out what nothing can reach', () => {
  const { forResources, forOthers } = flowsOf(user('bob'), usual)
  assert.deepEqual(
    forResources.map(({ schema }) => schema.plan.name),
    ['global-default'],
  )
  assert.deepEqual(
    forOthers.map(({ schema }) => schema.plan.name),
    ['probes', 'global-default'],
  )
})
