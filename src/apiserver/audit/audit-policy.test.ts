import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditPolicyError, loadPolicy } from './audit-policy.ts'
import { type AuditAttributes, auditRules } from './audit-rules.ts'

const policy = (rules: string) => `apiVersion: audit.k8s.io/v1\nkind: Policy\n${rules}`

test('loadPolicy() reads YAML and JSON, and names what it does not know', () => {
  const { policy: found, unknown } = loadPolicy(
    policy('rules: [{ level: Metadata, colour: red }]\nomitStages: [Panic]'),
  )
  assert.deepEqual(found.rules, [{ level: 'Metadata' }])
  assert.deepEqual([found.omitStages, unknown], [['Panic'], ['rules[0].colour']])
  const json = '{"kind":"Policy","apiVersion":"audit.k8s.io/v1","rules":[{"level":"None"}]}'
  assert.deepEqual(loadPolicy(json).policy.rules, [{ level: 'None' }])
})

const faults: readonly (readonly [text: string, message: string])[] = [
  ['', 'failed decoding: it is not an object'],
  ['kind: Policy', 'unknown group version field , Kind=Policy in policy'],
  [
    'apiVersion: audit.k8s.io/v1beta1\nkind: Policy',
    'unknown group version field audit.k8s.io/v1beta1, Kind=Policy in policy',
  ],
  [policy('rules: []'), 'loaded illegal policy with 0 rules'],
  [policy('rules: [{}]'), 'rules[0].level: Required value'],
  [
    policy('rules: [{ level: All }]'),
    'rules[0].level: Unsupported value: "All": supported values: "None", "Metadata", "Request", "RequestResponse"',
  ],
  [
    policy('rules: [{ level: None, nonResourceURLs: [api, /a*b] }]'),
    `rules[0].nonResourceURLs[0]: Invalid value: "api": non-resource URL rules must begin with a '/' character, rules[0].nonResourceURLs[1]: Invalid value: "/a*b": non-resource URL wildcards '*' must be the final character of the rule`,
  ],
  [
    policy('rules: [{ level: None, namespaces: [a], nonResourceURLs: [/] }]'),
    'rules[0].nonResourceURLs: Invalid value: ["/"]: rules cannot apply to both regular resources and non-resource URLs',
  ],
  [
    policy('rules: [{ level: None, resources: [{ resourceNames: [a] }] }]'),
    'rules[0].resources.resourceNames: Invalid value: ["a"]: using resourceNames requires at least one resource',
  ],
  [
    policy('rules: [{ level: None, omitStages: [Never] }]'),
    'rules[0].omitStages[0]: Invalid value: "Never": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic',
  ],
]

for (const [text, message] of faults) {
  test(`loadPolicy() refuses ${JSON.stringify(text.split('\n').at(-1))}`, () => {
    assert.throws(() => loadPolicy(text), new AuditPolicyError(message))
  })
}

test('loadPolicy() refuses groups that are versions, and texts that are none', () => {
  assert.throws(
    () => loadPolicy(policy('rules: [{ level: None, resources: [{ group: rbac/v1 }] }]')),
    /rules\[0\]\.resources\.group/,
  )
  assert.throws(() => loadPolicy('{'), /^AuditPolicyError: failed decoding: /)
  assert.throws(() => loadPolicy(policy('rules: yes')), /^AuditPolicyError: failed decoding: /)
})

function attributes(more: Partial<AuditAttributes> = {}): AuditAttributes {
  return {
    user: { name: 'bob', uid: '', groups: ['devs', 'system:authenticated'], extra: {} },
    verb: 'get',
    isResource: true,
    group: '',
    version: 'v1',
    resource: 'pods',
    subresource: '',
    namespace: 'default',
    name: 'web',
    path: '/api/v1/namespaces/default/pods/web',
    ...more,
  }
}

const url = { isResource: false, resource: '', namespace: '', name: '' }
const matching: readonly (readonly [rule: string, attributes: Partial<AuditAttributes>, matches: boolean])[] =
  [
    ['', {}, true],
    ['users: [bob]', {}, true],
    ['users: [jane]', {}, false],
    ['users: [bob]', { user: undefined }, false],
    ['userGroups: [devs]', {}, true],
    ['userGroups: [ops]', {}, false],
    ['userGroups: [ops]', { user: undefined }, false],
    ['verbs: [get]', {}, true],
    ['verbs: [list]', {}, false],
    ['namespaces: [default]', {}, true],
    ['namespaces: [""]', {}, false],
    ['namespaces: [""]', { namespace: '', resource: 'nodes' }, true],
    ['namespaces: [default]', { ...url, path: '/healthz' }, false],
    ['resources: [{ group: "" }]', {}, true],
    ['resources: [{ group: apps }]', {}, false],
    ['resources: [{ resources: [pods] }]', {}, true],
    ['resources: [{ resources: [pods] }]', { subresource: 'log' }, false],
    ['resources: [{ resources: [pods/log] }]', { subresource: 'log' }, true],
    ['resources: [{ resources: ["*"] }]', { subresource: 'log' }, true],
    ['resources: [{ resources: ["*/log"] }]', { subresource: 'log' }, true],
    ['resources: [{ resources: ["*/log"] }]', {}, false],
    ['resources: [{ resources: ["pods/*"] }]', { subresource: 'log' }, true],
    ['resources: [{ resources: ["nodes/*"] }]', { subresource: 'log' }, false],
    ['resources: [{ resources: [pods], resourceNames: [web] }]', {}, true],
    ['resources: [{ resources: [pods], resourceNames: [db] }]', {}, false],
    ['nonResourceURLs: [/healthz]', {}, false],
    ['nonResourceURLs: [/healthz]', { ...url, path: '/healthz' }, true],
    ['nonResourceURLs: [/healthz]', { ...url, path: '/healthz/etcd' }, false],
    ['nonResourceURLs: [/healthz*]', { ...url, path: '/healthz/etcd' }, true],
    ['nonResourceURLs: ["*"]', { ...url, path: '/version' }, true],
  ]

for (const [rule, more, expected] of matching) {
  test(`auditRules() ${expected ? 'applies' : 'passes over'} "${rule}" for ${JSON.stringify(more)}`, () => {
    const text = policy(`rules: [{ level: Metadata${rule === '' ? '' : `, ${rule}`} }]`)
    const { level } = auditRules(loadPolicy(text).policy)(attributes(more))
    assert.equal(level, expected ? 'Metadata' : 'None')
  })
}

test('auditRules() takes the first rule that matches, with the stages of all', () => {
  const text = policy(
    'omitStages: [RequestReceived]\nomitManagedFields: true\nrules:\n- { level: None, verbs: [list] }\n- { level: Request, omitStages: [Panic], omitManagedFields: false }\n- { level: RequestResponse }',
  )
  const rules = auditRules(loadPolicy(text).policy)
  assert.equal(rules(attributes({ verb: 'list' })).level, 'None')
  const found = rules(attributes())
  assert.deepEqual(
    [found.level, [...found.omitStages], found.omitManagedFields],
    ['Request', ['RequestReceived', 'Panic'], false],
  )
})
