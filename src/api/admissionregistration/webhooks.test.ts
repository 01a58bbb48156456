import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { specimen } from '../specimen.ts'
import { MutatingWebhookConfiguration } from './mutating-webhook-configuration/mutating-webhook-configuration.kind.ts'
import { ValidatingWebhookConfiguration } from './validating-webhook-configuration/validating-webhook-configuration.kind.ts'

const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }
const good = {
  name: 'a.example.com',
  clientConfig: { url: 'https://example.com/hook' },
  rules: [rule],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
} as const

type Body = Parameters<typeof specimen<ValidatingWebhookConfiguration>>[1]

const withHooks = (...webhooks: object[]) =>
  specimen(ValidatingWebhookConfiguration, { metadata: { name: 'x' }, webhooks } as Body)

const faultsOf = (...webhooks: object[]) =>
  (ValidatingWebhookConfiguration.validateCreate?.(withHooks(...webhooks)) ?? []).map(formatFieldError)

test('defaultMutatingWebhookConfiguration() fills in what upstream does', () => {
  const service = { namespace: 'n', name: 's' }
  const body = { metadata: { name: 'x' }, webhooks: [{ ...good, clientConfig: { service } }] }
  const { webhooks = [] } = specimen(MutatingWebhookConfiguration, body)
  const { failurePolicy, matchPolicy, namespaceSelector, objectSelector, timeoutSeconds } = webhooks[0] ?? {}
  assert.deepEqual(
    { failurePolicy, matchPolicy, namespaceSelector, objectSelector, timeoutSeconds },
    {
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      timeoutSeconds: 10,
    },
  )
  assert.equal(webhooks[0]?.reinvocationPolicy, 'Never')
  assert.equal(webhooks[0]?.rules?.[0]?.scope, '*')
  assert.equal(webhooks[0]?.clientConfig.service?.port, 443)
})

test('validateWebhooks() passes what is good', () => {
  assert.deepEqual(faultsOf(good, { ...good, name: 'b.example.com' }), [])
  const service = { namespace: 'n', name: 's', path: '/a/b', port: 8443 }
  assert.deepEqual(faultsOf({ ...good, clientConfig: { service } }), [])
})

const cases: readonly (readonly [object, string])[] = [
  [
    { name: 'x' },
    'name: Invalid value: "x": should be a domain with at least three segments separated by dots',
  ],
  [{ name: '' }, 'name: Required value'],
  [
    { sideEffects: 'Some' },
    'sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
  ],
  [
    { timeoutSeconds: 31 },
    'timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds',
  ],
  [
    { timeoutSeconds: 0 },
    'timeoutSeconds: Invalid value: 0: the timeout value must be between 1 and 30 seconds',
  ],
  [
    { failurePolicy: 'other' },
    'failurePolicy: Unsupported value: "other": supported values: "Fail", "Ignore"',
  ],
  [
    { matchPolicy: 'other' },
    'matchPolicy: Unsupported value: "other": supported values: "Equivalent", "Exact"',
  ],
  [
    { admissionReviewVersions: [] },
    'admissionReviewVersions: Required value: must specify one of v1, v1beta1',
  ],
  [
    { admissionReviewVersions: ['v2'] },
    'admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1',
  ],
  [
    { admissionReviewVersions: ['v1', 'v1'] },
    'admissionReviewVersions[1]: Invalid value: "v1": duplicate version',
  ],
  [{ clientConfig: {} }, 'clientConfig: Required value: exactly one of url or service is required'],
  [
    { clientConfig: { url: 'http://a.b' } },
    'clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
  ],
  [
    { clientConfig: { url: 'https://u@a.b' } },
    'clientConfig.url: Invalid value: "u": user information is not permitted in the URL',
  ],
  [
    { clientConfig: { url: 'https://a.b?c=d' } },
    'clientConfig.url: Invalid value: "c=d": query parameters are not permitted in the URL',
  ],
  [
    { clientConfig: { service: { namespace: 'n', name: 's', path: 'x' } } },
    'clientConfig.service.path: Invalid value: "x": must start with a \'/\'',
  ],
  [
    { clientConfig: { service: { namespace: 'n', name: '', port: 0 } } },
    'clientConfig.service.name: Required value: service name is required',
  ],
  [
    { rules: [{ ...rule, operations: ['CREATE', '*'] }] },
    'rules[0].operations: Invalid value: ["CREATE","*"]: if \'*\' is present, must not specify other operations',
  ],
  [
    { rules: [{ ...rule, operations: ['get'] }] },
    'rules[0].operations[0]: Unsupported value: "get": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
  ],
  [{ rules: [{ ...rule, apiVersions: [] }] }, 'rules[0].apiVersions: Required value'],
  [
    { rules: [{ ...rule, resources: ['a/*', 'a/x'] }] },
    'rules[0].resources[1]: Invalid value: "a/x": if \'a/*\' is present, must not specify a/x',
  ],
  [
    { rules: [{ ...rule, resources: ['*', 'a'] }] },
    'rules[0].resources: Invalid value: ["*","a"]: if \'*\' is present, must not specify other resources without subresources',
  ],
  [
    { namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
    "namespaceSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
  ],
  [{ matchConditions: [{ name: '', expression: 'true' }] }, 'matchConditions[0].name: Required value'],
  [
    { matchConditions: [{ name: 'a', expression: 'object.x + 1' }] },
    'matchConditions[0].expression: Invalid value: "object.x + 1": must evaluate to bool but got int',
  ],
  [{ matchConditions: [{ name: 'a', expression: ' ' }] }, 'matchConditions[0].expression: Required value'],
]

test('validateWebhooks() words faults as upstream does', () => {
  for (const [change, expected] of cases) {
    assert.equal(faultsOf({ ...good, ...change })[0], `webhooks[0].${expected}`)
  }
  assert.deepEqual(faultsOf(good, good), ['webhooks[1].name: Duplicate value: "a.example.com"'])
})

test('validateWebhooksUpdate() lets stay what was there', () => {
  const judge = ValidatingWebhookConfiguration.validateUpdate
  const old = withHooks({ ...good, sideEffects: 'Some' })
  assert.deepEqual(judge?.(withHooks({ ...good, sideEffects: 'Unknown' }), old), [])
  const faults = judge?.(withHooks({ ...good, sideEffects: 'Some' }), withHooks(good)) ?? []
  assert.equal(faults.length, 1)
  const bad = { ...good, matchConditions: [{ name: '', expression: '' }] }
  assert.deepEqual(judge?.(withHooks(bad), withHooks(bad)), [])
  assert.equal(judge?.(withHooks(bad), withHooks(good))?.length, 2)
})

test('mutatingWebhookConfigurationStrategy counts changes of the webhooks', () => {
  const { strategy } = ValidatingWebhookConfiguration
  const old = withHooks(good)
  strategy?.prepareForCreate?.(old)
  assert.equal(old.metadata.generation, 1)
  const same = structuredClone(old)
  strategy?.prepareForUpdate?.(same, old)
  assert.equal(same.metadata.generation, 1)
  const changed = withHooks({ ...good, timeoutSeconds: 3 })
  strategy?.prepareForUpdate?.(changed, old)
  assert.equal(changed.metadata.generation, 2)
})
