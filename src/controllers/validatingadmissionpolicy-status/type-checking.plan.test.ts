import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ValidatingAdmissionPolicy } from '../../api/admissionregistration/validating-admission-policy/validating-admission-policy.schema.ts'
import { kinds } from '../../api/kinds.ts'
import { builtInTypes, definedTypes } from './known-types.ts'
import { checkTypes } from './type-checking.plan.ts'

const cronTab = {
  spec: {
    group: 'stable.example.com',
    names: { kind: 'CronTab', plural: 'crontabs' },
    versions: [
      {
        name: 'v1',
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
}
const known = [
  ...builtInTypes(kinds),
  ...definedTypes([cronTab as unknown as Parameters<typeof definedTypes>[0][number]]),
]
const deployments = { apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] }

function check(spec: object, expected: readonly object[]): void {
  const policy = { spec: { matchConstraints: { resourceRules: [deployments] }, ...spec } }
  assert.deepEqual(checkTypes(policy as unknown as ValidatingAdmissionPolicy, known), expected)
}

test('checkTypes() finds nothing wrong with what fits', () => {
  check(
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      variables: [{ name: 'containers', expression: 'object.spec.template.spec.containers' }],
      validations: [
        {
          expression:
            'variables.containers.all(c, c.image.startsWith("x/") && has(c.securityContext) && c.ports.all(p, p.containerPort > 1024))',
          messageExpression: 'params.data["text"] + string(object.metadata.creationTimestamp)',
        },
        {
          expression:
            'object.spec.strategy.rollingUpdate.maxSurge == 1 || object.metadata.?labels["a"].orValue("") == "b"',
        },
      ],
    },
    [],
  )
})

test('checkTypes() tells where a kind has no such field', () => {
  const text = (kind: string) =>
    `apps/v1, Kind=${kind}: ERROR: <input>:1:12: undefined field 'replica'\n | object.spec.replica > 1\n | ...........^\n`
  check({ validations: [{ expression: 'object.spec.replica > 1' }] }, [
    { fieldRef: 'spec.validations[0].expression', warning: text('Deployment') },
  ])
  const both = [{ ...deployments, resources: ['statefulsets', 'deployments', 'pods'] }]
  check(
    { matchConstraints: { resourceRules: both }, validations: [{ expression: 'object.spec.replica > 1' }] },
    [
      {
        fieldRef: 'spec.validations[0].expression',
        warning: `${text('Deployment')}\n${text('StatefulSet')}`,
      },
    ],
  )
  const everything = [{ ...deployments, apiGroups: ['*'] }]
  check({ matchConstraints: { resourceRules: everything }, validations: [{ expression: 'object.nope' }] }, [])
})

test('checkTypes() knows what definitions make', () => {
  const crontabs = { apiGroups: ['stable.example.com'], apiVersions: ['v1'], resources: ['crontabs'] }
  const matchConstraints = { resourceRules: [crontabs] }
  const head = 'stable.example.com/v1, Kind=CronTab: ERROR: <input>'
  check({ matchConstraints, validations: [{ expression: 'object.spec.replicas > 1' }] }, [])
  check(
    {
      matchConstraints,
      validations: [
        { expression: "object.spec.replicas > '1'" },
        { expression: 'object.spec.maxRetries < 10' },
      ],
    },
    [
      {
        fieldRef: 'spec.validations[0].expression',
        warning: `${head}:1:22: found no matching overload for '_>_' applied to '(int, string)'\n | object.spec.replicas > '1'\n | .....................^\n`,
      },
      {
        fieldRef: 'spec.validations[1].expression',
        warning: `${head}:1:12: undefined field 'maxRetries'\n | object.spec.maxRetries < 10\n | ...........^\n`,
      },
    ],
  )
})
