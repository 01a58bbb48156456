import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { specimen } from '../specimen.ts'
import { ValidatingAdmissionPolicy } from './validating-admission-policy/validating-admission-policy.kind.ts'
import { ValidatingAdmissionPolicyBinding } from './validating-admission-policy-binding/validating-admission-policy-binding.kind.ts'

const rule = { operations: ['CREATE'], apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] }
const good = {
  matchConstraints: { resourceRules: [rule] },
  validations: [{ expression: 'object.spec.replicas <= 5' }],
}

type Body = Parameters<typeof specimen<ValidatingAdmissionPolicy>>[1]

const policy = (spec: object) =>
  specimen(ValidatingAdmissionPolicy, { metadata: { name: 'p' }, spec } as unknown as Body)

const faultsOf = (spec: object) => {
  const obj = policy({ ...good, ...spec })
  const { validate, validateCreate } = ValidatingAdmissionPolicy
  return [...(validate?.(obj) ?? []), ...(validateCreate?.(obj) ?? [])].map(formatFieldError)
}

test('defaultValidatingAdmissionPolicy() fills in what upstream does', () => {
  const { spec } = policy(good)
  assert.equal(spec.failurePolicy, 'Fail')
  assert.deepEqual(spec.matchConstraints, {
    resourceRules: [{ ...rule, scope: '*' }],
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
  })
})

test('validateValidatingAdmissionPolicy() passes what is good', () => {
  assert.deepEqual(faultsOf({}), [])
  const spec = {
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    matchConditions: [{ name: 'a', expression: 'request.userInfo.username != "x" && params != null' }],
    variables: [
      { name: 'max', expression: 'int(params.data.max)' },
      { name: 'isTooMany', expression: 'object.spec.replicas > variables.max' },
    ],
    validations: [
      {
        expression: '!variables.isTooMany || authorizer.requestResource.check("scale").allowed()',
        messageExpression: '"at most " + string(variables.max)',
        reason: 'Forbidden',
      },
    ],
    auditAnnotations: [{ key: 'k', valueExpression: 'variables.isTooMany ? "many" : null' }],
  }
  // string and null do not join to one type; upstream refuses that too.
  const faults = faultsOf(spec)
  assert.equal(faults.length, 1)
  assert.match(
    faults[0] ?? '',
    /^spec\.auditAnnotations\[0\]\.valueExpression: .*no matching overload for '_\?_:_'/,
  )
  const auditAnnotations = [{ key: 'k', valueExpression: 'string(variables.max)' }]
  assert.deepEqual(faultsOf({ ...spec, auditAnnotations }), [])
})

test('validateValidatingAdmissionPolicy() tells what is wrong in the words of upstream', () => {
  const check = (spec: object, expected: readonly string[]) => assert.deepEqual(faultsOf(spec), expected)
  check({ failurePolicy: 'Maybe' }, [
    'spec.failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
  ])
  check({ matchConstraints: undefined }, ['spec.matchConstraints: Required value'])
  check({ matchConstraints: {} }, ['spec.matchConstraints.resourceRules: Required value'])
  check({ validations: [] }, [
    'spec.validations: Required value: validations or auditAnnotations must contain at least one item',
    'spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
  ])
  check({ validations: [{ expression: 'object.x' }] }, [
    'spec.validations[0].expression: Invalid value: "object.x": must evaluate to bool but got dyn',
  ])
  check({ validations: [{ expression: 'params.x == 1' }] }, [
    `spec.validations[0].expression: Invalid value: "params.x == 1": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x == 1\n | ^`,
  ])
  check({ validations: [{ expression: 'true', messageExpression: '1', message: 'a\nb', reason: 'X' }] }, [
    'spec.validations[0].messageExpression: Invalid value: "1": must evaluate to string but got int',
    'spec.validations[0].message: Invalid value: "a\\nb": message must not contain line breaks',
    'spec.validations[0].reason: Unsupported value: "X": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"',
  ])
  check({ paramKind: { apiVersion: 'a/b/c', kind: '1' } }, [
    'spec.paramKind.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
    `spec.paramKind.kind: Invalid value: "1": may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
  ])
  check({ variables: [{ name: 'in', expression: 'true' }] }, [
    'spec.variables[0].name: Invalid value: "in": name is not a valid CEL identifier',
  ])
  check({ matchConditions: [{ name: 'a', expression: '1' }] }, [
    'spec.matchConditions[0].expression: Invalid value: "1": must evaluate to bool but got int',
  ])
  const late = [
    { name: 'a', expression: 'variables.b' },
    { name: 'b', expression: '1' },
  ]
  assert.match(
    faultsOf({ variables: late })[0] ?? '',
    /^spec\.variables\[0\]\.expression: .*undefined field 'b'/,
  )
})

test('validateValidatingAdmissionPolicyBinding() tells what is wrong in the words of upstream', () => {
  const check = (spec: object, expected: readonly string[]) => {
    const body = { metadata: { name: 'b' }, spec } as unknown as Parameters<
      typeof specimen<ValidatingAdmissionPolicyBinding>
    >[1]
    const faults = ValidatingAdmissionPolicyBinding.validate?.(
      specimen(ValidatingAdmissionPolicyBinding, body),
    )
    assert.deepEqual((faults ?? []).map(formatFieldError), expected)
  }
  check({ policyName: 'p', validationActions: ['Deny', 'Audit'] }, [])
  check({ validationActions: [] }, [
    'spec.policyName: Required value',
    'spec.validationActions: Required value: at least one validation action is required',
  ])
  check({ policyName: 'p', validationActions: ['Deny', 'Deny', 'X'] }, [
    'spec.validationActions[1]: Duplicate value: "Deny"',
    'spec.validationActions[2]: Unsupported value: "X": supported values: "Audit", "Deny", "Warn"',
  ])
  check({ policyName: 'p', validationActions: ['Deny'], paramRef: {} }, [
    'spec.paramRef: Required value: one of name or selector must be specified',
    'spec.paramRef.parameterNotFoundAction: Required value',
  ])
  const both = { name: 'x', selector: {}, parameterNotFoundAction: 'Deny' }
  check({ policyName: 'p', validationActions: ['Deny'], paramRef: both }, [
    'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
    'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
  ])
})
