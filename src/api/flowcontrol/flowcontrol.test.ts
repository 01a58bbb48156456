// Kinds of the group flowcontrol.apiserver.k8s.io. Upstream: pkg/apis/flowcontrol/validation/validation_test.go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { specimen } from '../specimen.ts'
import { FlowSchema } from './flow-schema/flow-schema.kind.ts'
import { everything, groupSubjects, mandatoryFlowSchemas, mandatoryPriorityLevels } from './mandatory.data.ts'
import { PriorityLevelConfiguration } from './priority-level-configuration/priority-level-configuration.kind.ts'

const metadata = { name: 'x', creationTimestamp: '2024-01-01T00:00:00Z' }
const now = Date.UTC(2024, 0, 1, 0, 1)

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

const flowSchema = (spec: object, name = 'x') =>
  specimen(FlowSchema, { metadata: { ...metadata, name }, spec }) as FlowSchema

const level = (spec: object, name = 'x') =>
  specimen(PriorityLevelConfiguration, {
    metadata: { ...metadata, name },
    spec,
  }) as PriorityLevelConfiguration

const to = (name: string) => ({ priorityLevelConfiguration: { name } })

const checkFlow = (spec: object, expected: readonly string[], name?: string) =>
  assert.deepEqual(texts(FlowSchema.validate?.(flowSchema(spec, name))), expected)

const checkLevel = (spec: object, expected: readonly string[], name?: string) =>
  assert.deepEqual(texts(PriorityLevelConfiguration.validate?.(level(spec, name))), expected)

const rules = (own: object) => ({ ...to('l'), rules: [{ subjects: groupSubjects('g'), ...own }] })

test('defaultFlowSchema() gives a precedence', () => {
  assert.equal(flowSchema(to('l')).spec.matchingPrecedence, 1000)
  assert.equal(flowSchema({ ...to('l'), matchingPrecedence: 7 }).spec.matchingPrecedence, 7)
})

test('validateFlowSchema() names faults of the spec', () => {
  checkFlow({ ...to('l'), rules: [{ subjects: groupSubjects('g'), ...everything }] }, [])
  checkFlow(to(''), ['spec.priorityLevelConfiguration.name: Required value: must reference a priority level'])
  checkFlow({ ...to('l'), matchingPrecedence: -1 }, [
    'spec.matchingPrecedence: Invalid value: -1: must be a positive value',
  ])
  checkFlow({ ...to('l'), matchingPrecedence: 10_001 }, [
    'spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000',
  ])
  checkFlow({ ...to('l'), matchingPrecedence: 1 }, [
    "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
  ])
  checkFlow({ ...to('l'), distinguisherMethod: { type: 'ByMood' } }, [
    'spec.distinguisherMethod.type: Unsupported value: {"type":"ByMood"}: supported values: "ByNamespace", "ByUser"',
  ])
})

test('validateFlowSchema() names faults of subjects', () => {
  checkFlow({ ...to('l'), rules: [{}] }, [
    'spec.rules[0].subjects: Required value: subjects must contain at least one value',
    'spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty',
  ])
  const subjects = [
    { kind: 'User', group: { name: 'g' } },
    { kind: 'Group', group: { name: '' } },
    { kind: 'ServiceAccount', serviceAccount: { name: 'Bad', namespace: '' }, user: { name: 'u' } },
    { kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'n' } },
    { kind: 'Robot' },
  ]
  const at = 'spec.rules[0].subjects'
  checkFlow({ ...to('l'), rules: [{ subjects, ...everything }] }, [
    `${at}[0].user: Required value: user is required when subject kind is 'User'`,
    `${at}[0].group: Forbidden: group is forbidden when subject kind is not 'Group'`,
    `${at}[1].group.name: Required value`,
    `${at}[2].serviceAccount.name: Invalid value: "Bad": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    `${at}[2].serviceAccount.namespace: Required value: must specify namespace for service account`,
    `${at}[2].user: Forbidden: user is forbidden when subject kind is not 'User'`,
    `${at}[4].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"`,
  ])
})

test('validateFlowSchema() names faults of rules', () => {
  const at = 'spec.rules[0].resourceRules[0]'
  checkFlow(rules({ resourceRules: [{}] }), [
    `${at}.verbs: Required value: verbs must contain at least one value`,
    `${at}.apiGroups: Required value: resource rules must supply at least one api group`,
    `${at}.resources: Required value: resource rules must supply at least one resource`,
    `${at}.namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace`,
  ])
  const both = { verbs: ['*', 'get'], apiGroups: ['*', 'a'], resources: ['*', 'r'], namespaces: ['*', 'n'] }
  checkFlow(rules({ resourceRules: [both] }), [
    `${at}.verbs: Invalid value: ["*","get"]: if '*' is present, must not specify other verbs`,
    `${at}.apiGroups: Invalid value: ["*","a"]: if '*' is present, must not specify other api groups`,
    `${at}.resources: Invalid value: ["*","r"]: if '*' is present, must not specify other resources`,
    `${at}.namespaces: Invalid value: ["*","n"]: if '*' is present, must not specify other namespaces`,
  ])
  const urls = ['', 'x', '/a b', '/a//b', '/a*', '/a/*', '/']
  const url = 'spec.rules[0].nonResourceRules[0].nonResourceURLs'
  checkFlow(rules({ nonResourceRules: [{ verbs: ['sing'], nonResourceURLs: urls }] }), [
    'spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["sing"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"',
    `${url}[0]: Invalid value: "": must not be empty`,
    `${url}[1]: Invalid value: "x": must start with slash`,
    `${url}[2]: Invalid value: "/a b": must not contain white-space`,
    `${url}[3]: Invalid value: "/a//b": must not contain double slash`,
    `${url}[4]: Invalid value: "/a*": wildcard can only do suffix matching`,
  ])
})

test('validateFlowSchema() keeps the mandatory schemas as they are', () => {
  for (const [name, spec] of mandatoryFlowSchemas) checkFlow(spec, [], name)
  const spec = { ...to('catch-all'), matchingPrecedence: 10_000 }
  const [fault, ...more] = FlowSchema.validate?.(flowSchema(spec, 'catch-all')) ?? []
  assert.match(fault?.message ?? '', /spec of 'catch-all' must equal the fixed value$/)
  assert.deepEqual(more, [])
})

test('validateFlowSchemaStatus() wants each condition once', () => {
  const status = { conditions: [{ type: 'a' }, { type: 'a' }, { type: '' }] }
  const obj = specimen(FlowSchema, { metadata, spec: to('l'), status }) as FlowSchema
  assert.deepEqual(texts(FlowSchema.validateStatusUpdate?.(obj, obj)), [
    'status.conditions[1].type: Duplicate value: "a"',
    'status.conditions[2].type: Required value: must not be empty',
  ])
})

test('flowSchemaColumns tell whether the level is missing', () => {
  const cells = (obj: FlowSchema) => FlowSchema.columns?.map((column) => column.cell(obj, now))
  assert.deepEqual(cells(flowSchema(to('l'))), ['x', 'l', 1000, '<none>', '60s', '?'])
  const status = { conditions: [{ type: 'Dangling', status: 'False' }] }
  const spec = { ...to('l'), distinguisherMethod: { type: 'ByUser' } }
  const found = specimen(FlowSchema, { metadata, spec, status }) as FlowSchema
  assert.deepEqual(cells(found)?.slice(3), ['ByUser', '60s', 'False'])
})

const queue = (queuing: object) => ({
  type: 'Limited',
  limited: { limitResponse: { type: 'Queue', queuing } },
})

test('defaultPriorityLevelConfiguration() fills in shares and queues; zero shares stay', () => {
  assert.deepEqual(level(queue({})).spec.limited, {
    nominalConcurrencyShares: 30,
    lendablePercent: 0,
    limitResponse: { type: 'Queue', queuing: { handSize: 8, queues: 64, queueLengthLimit: 50 } },
  })
  const spec = {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 0, limitResponse: { type: 'Reject' } },
  }
  assert.equal(level(spec).spec.limited?.nominalConcurrencyShares, 0)
  assert.deepEqual(level({ type: 'Exempt', exempt: {} }).spec.exempt, {
    nominalConcurrencyShares: 0,
    lendablePercent: 0,
  })
})

test('validatePriorityLevelConfiguration() names faults of types', () => {
  checkLevel(queue({}), [])
  checkLevel({ type: 'Exempt', exempt: {} }, [
    `spec.type: Invalid value: "Exempt": type must be 'Exempt' if and only if name is 'exempt'`,
  ])
  checkLevel({ type: 'Limited', exempt: {} }, [
    'spec.exempt: Forbidden: must be nil if the type is Limited',
    'spec.limited: Required value: must not be empty when type is Limited',
  ])
  checkLevel({ type: 'Wild' }, [
    'spec.type: Unsupported value: "Wild": supported values: "Exempt", "Limited"',
  ])
  checkLevel({ type: 'Limited', limited: { limitResponse: { type: 'Queue' } } }, [
    'spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited',
  ])
  checkLevel({ type: 'Limited', limited: { limitResponse: { type: 'Reject', queuing: {} } } }, [
    'spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited',
  ])
  checkLevel({ type: 'Limited', limited: {} }, [
    'spec.limited.limitResponse.type: Unsupported value: "": supported values: "Queue", "Reject"',
  ])
})

test('validatePriorityLevelConfiguration() names faults of numbers', () => {
  const at = 'spec.limited.limitResponse.queuing'
  const bad = { queues: -1, handSize: -1, queueLengthLimit: -1 }
  checkLevel(queue(bad), [
    `${at}.queueLengthLimit: Invalid value: -1: must be positive`,
    `${at}.queues: Invalid value: -1: must be positive`,
    `${at}.handSize: Invalid value: -1: must be positive`,
  ])
  checkLevel(queue({ queues: 7, handSize: 8 }), [
    `${at}.handSize: Invalid value: 8: should not be greater than queues (7)`,
  ])
  checkLevel(queue({ queues: 512, handSize: 8 }), [
    `${at}.handSize: Invalid value: 8: required entropy bits of deckSize 512 and handSize 8 should not be greater than 60`,
  ])
  checkLevel(queue({ queues: 10_000_000, handSize: 2 }), [])
  checkLevel(queue({ queues: 2 ** 31 - 1, handSize: 3 }), [
    `${at}.queues: Invalid value: 2147483647: must not be greater than 10000000`,
    `${at}.handSize: Invalid value: 3: required entropy bits of deckSize 2147483647 and handSize 3 should not be greater than 60`,
  ])
  const limited = {
    nominalConcurrencyShares: -1,
    lendablePercent: 101,
    borrowingLimitPercent: -1,
    limitResponse: { type: 'Reject' },
  }
  checkLevel({ type: 'Limited', limited }, [
    'spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer',
    'spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive',
    'spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer',
  ])
})

test('validatePriorityLevelConfiguration() keeps the mandatory levels, save the share of the exempt one', () => {
  for (const [name, spec] of mandatoryPriorityLevels) checkLevel(spec, [], name)
  checkLevel({ type: 'Exempt', exempt: { nominalConcurrencyShares: 5, lendablePercent: 50 } }, [], 'exempt')
  const faults = (spec: object, name: string) =>
    texts(PriorityLevelConfiguration.validate?.(level(spec, name)))
  const limited = { nominalConcurrencyShares: 6, limitResponse: { type: 'Reject' } }
  assert.match(
    faults({ type: 'Limited', limited }, 'catch-all').join(),
    /^spec: .*: spec of 'catch-all' must equal the fixed value$/,
  )
  assert.match(
    faults({ type: 'Exempt', exempt: {}, limited }, 'exempt').join(),
    /spec of 'exempt' except the 'spec.exempt' field must equal the fixed value$/,
  )
})

test('priorityLevelConfigurationColumns show what is limited', () => {
  const cells = (spec: object, name?: string) =>
    PriorityLevelConfiguration.columns?.map((column) => column.cell(level(spec, name), now))
  assert.deepEqual(cells(queue({})), ['x', 'Limited', 30, 64, 8, 50, '60s'])
  assert.deepEqual(cells({ type: 'Exempt', exempt: {} }, 'exempt'), [
    'exempt',
    'Exempt',
    '<none>',
    '<none>',
    '<none>',
    '<none>',
    '60s',
  ])
})
