import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specimen } from '../../specimen.ts'
import {
  acceptNames,
  settledStatus,
  takenNames,
  withCondition,
} from './custom-resource-definition.conditions.ts'
import { CustomResourceDefinition } from './custom-resource-definition.kind.ts'
import { customResourceDefinitionStrategy as strategy } from './custom-resource-definition.strategy.ts'
import {
  validateCustomResourceDefinition,
  validateCustomResourceDefinitionCreate,
  validateCustomResourceDefinitionUpdate,
} from './custom-resource-definition.validation.ts'

type Definition = Mutable<CustomResourceDefinition>

const version = (more: object = {}) => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object' } },
  ...more,
})

function make(spec: object = {}, metadata: object = {}): Definition {
  const crd = specimen(CustomResourceDefinition, {
    metadata: { name: 'things.example.com', ...metadata },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [version()],
      ...spec,
    },
  })
  strategy.prepareForCreate?.(crd)
  return crd
}

function faults(crd: Definition): readonly string[] {
  return [...validateCustomResourceDefinition(crd), ...validateCustomResourceDefinitionCreate(crd)].map(
    formatFieldError,
  )
}

test('defaultCustomResourceDefinition() names the singular, the list and the conversion', () => {
  const { spec, status, metadata } = make()
  assert.deepEqual(spec.names, { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' })
  assert.deepEqual(spec.conversion, { strategy: 'None' })
  assert.deepEqual([status?.storedVersions, metadata.generation], [['v1'], 1])
})

test('validateCustomResourceDefinition() holds to upstream’s rules', () => {
  const check = (crd: Definition, ...expected: readonly string[]) => assert.deepEqual(faults(crd), expected)
  check(make())
  check(
    make({}, { name: 'x.example.com' }),
    'metadata.name: Invalid value: "x.example.com": must be spec.names.plural+"."+spec.group',
  )
  check(make({ scope: '' }), 'spec.scope: Required value')
  check(
    make({ scope: 'World' }),
    'spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"',
  )
  check(
    make({ group: 'example' }, { name: 'things.example' }),
    'spec.group: Invalid value: "example": should be a domain with at least one dot',
  )
  check(
    make({ versions: [version({ schema: undefined })] }),
    'spec.versions[0].schema.openAPIV3Schema: Required value',
  )
  check(
    make({ versions: [version({ schema: { openAPIV3Schema: { type: 'object', properties: { a: {} } } } })] }),
    'spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields',
  )
  check(
    make({ preserveUnknownFields: true }),
    'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
  )
  check(
    make({ names: { plural: 'things', kind: 'Thing', listKind: 'Thing' } }),
    'spec.names.listKind: Invalid value: "Thing": kind and listKind may not be the same',
  )
})

test('validateCustomResourceDefinition() looks at each version’s own parts', () => {
  const check = (parts: object, ...expected: readonly string[]) =>
    assert.deepEqual(faults(make({ versions: [version(parts)] })), expected)
  check(
    { additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: 'spec' }] },
    'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
    'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .',
  )
  check(
    { subresources: { scale: { specReplicasPath: '.status.a', statusReplicasPath: '.status.b' } } },
    'spec.subresources.scale.specReplicasPath: Invalid value: ".status.a": should be a json path under .spec',
  )
  check(
    { selectableFields: [{ jsonPath: '.spec.a' }] },
    'spec.selectableFields[0].jsonPath: Invalid value: ".spec.a": is an invalid path: does not refer to a valid field',
  )
  check(
    { deprecationWarning: 'x' },
    'spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions',
  )
})

test('validateCustomResourceDefinition() wants one storage version, and keeps those that were', () => {
  const none = make({ versions: [version({ storage: false })] })
  assert.match(
    faults(none)[0] ?? '',
    /^spec.versions: Invalid value: .*must have exactly one version marked as storage version$/,
  )
  const old = make({ versions: [version({ name: 'v1' })] })
  const next = make({ versions: [version({ name: 'v2' })] })
  next.status = old.status as Definition['status']
  strategy.prepareForUpdate?.(next, old)
  assert.deepEqual(next.status?.storedVersions, ['v1', 'v2'])
  assert.match(
    faults(next)[0] ?? '',
    /^status.storedVersions\[0\]: Invalid value: "v1": missing from spec.versions; v1 was previously/,
  )
})

test('validateCustomResourceDefinition() lets expressions of stored schemas cost what they did', () => {
  const rule = { rule: 'self.a.all(x, self.a.all(y, x == y))' }
  const root = (maxItems: number) => {
    const a = { type: 'array', items: { type: 'integer' }, maxItems }
    return { type: 'object', properties: { a }, 'x-kubernetes-validations': [rule] }
  }
  const of = (...limits: readonly number[]) =>
    make({
      versions: limits.map((limit, index) =>
        version({ name: `v${index + 1}`, storage: index === 0, schema: { openAPIV3Schema: root(limit) } }),
      ),
    })
  const fields = (next: Definition, old?: Definition) =>
    validateCustomResourceDefinition(next, old).map(({ field }) => field)
  const at = (where: string) => `spec.${where}.openAPIV3Schema.x-kubernetes-validations[0].rule`
  assert.deepEqual(fields(of(10)), [])
  assert.deepEqual(fields(of(3000)), [at('validation')])
  assert.deepEqual(fields(of(3000), of(3000)), [])
  assert.deepEqual(fields(of(3000), of(10)), [at('validation')])
  assert.deepEqual(fields(of(3000, 3001), of(3000, 10)), [at('versions[1].schema')])
  const [own, ...total] = fields(of(30000))
  assert.deepEqual([own, ...total], [at('validation'), at('validation'), 'spec.validation.openAPIV3Schema'])
  assert.deepEqual(fields(of(30000), of(30000)), total)
})

test('validateCustomResourceDefinition() knows conversion webhooks', () => {
  const check = (conversion: object, ...expected: readonly string[]) =>
    assert.deepEqual(faults(make({ conversion })), expected)
  const service = { name: 'a', namespace: 'b' }
  check({ strategy: 'Webhook', webhook: { clientConfig: { service }, conversionReviewVersions: ['v1'] } })
  check(
    { strategy: 'Webhook' },
    'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
    'spec.conversion.conversionReviewVersions: Required value',
  )
  check(
    {
      strategy: 'Webhook',
      webhook: { clientConfig: { url: 'http://a' }, conversionReviewVersions: ['v3'] },
    },
    'spec.conversion.webhookClientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[:port]/path',
    'spec.conversion.conversionReviewVersions: Invalid value: ["v3"]: must include at least one of v1, v1beta1',
  )
})

test('validateCustomResourceDefinitionUpdate() keeps what the store depends on', () => {
  const old = make()
  old.status = settledStatus(old, { others: [], now: '' }) as Definition['status']
  const next = make({ scope: 'Cluster', names: { plural: 'things', kind: 'Other' } })
  const found = validateCustomResourceDefinitionUpdate(next, old).map(formatFieldError)
  assert.deepEqual(found, [
    'spec.scope: Invalid value: "Cluster": field is immutable',
    'spec.names.kind: Invalid value: "Other": field is immutable',
  ])
})

test('validateCustomResourceDefinitionCreate() asks for approval in groups of the project', () => {
  const at = (annotations: object) =>
    faults(make({ group: 'things.k8s.io' }, { name: 'things.things.k8s.io', annotations }))
  assert.match(
    at({})[0] ?? '',
    /^metadata.annotations\[api-approved.kubernetes.io\]: Required value: protected groups must have approval annotation/,
  )
  assert.deepEqual(at({ 'api-approved.kubernetes.io': 'https://example.org/approved' }), [])
  assert.deepEqual(at({ 'api-approved.kubernetes.io': 'unapproved, experimental' }), [])
  assert.equal(at({ 'api-approved.kubernetes.io': 'please' }).length, 1)
})

test('acceptNames() gives what is free and keeps what was given', () => {
  const first = make({ names: { plural: 'things', kind: 'Thing', shortNames: ['th'] } })
  first.status = settledStatus(first, { others: [], now: 'now' }) as Definition['status']
  const second = make({ names: { plural: 'th', kind: 'Other', shortNames: ['thing'] } })
  const { names, accepted } = acceptNames(second, takenNames([first]))
  assert.deepEqual([accepted.status, accepted.reason], ['False', 'ShortNamesConflict'])
  assert.equal(accepted.message, '"thing" is already in use')
  assert.deepEqual([names.plural, names.kind, names.shortNames], ['', 'Other', undefined])
  assert.equal(acceptNames(first, takenNames([])).accepted.status, 'True')
})

test('withCondition() changes the time with the status alone', () => {
  const condition = { type: 'Established', status: 'True', reason: 'A', message: '' } as const
  const [first] = withCondition([], condition, 't1')
  assert.ok(first)
  const [same] = withCondition([first], { ...condition, reason: 'B' }, 't2')
  assert.deepEqual([same?.reason, same?.lastTransitionTime], ['B', 't1'])
  const [other] = withCondition([first], { ...condition, status: 'False' }, 't2')
  assert.equal(other?.lastTransitionTime, 't2')
})
