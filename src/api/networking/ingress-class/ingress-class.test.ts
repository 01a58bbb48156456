import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { IngressClass } from './ingress-class.kind.ts'

const faults = (spec: object) => {
  const obj = specimen(IngressClass, { metadata: { name: 'x' }, spec }) as IngressClass
  return (IngressClass.validate?.(obj) ?? []).map(formatFieldError)
}

const form = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const cases: readonly (readonly [object, ...string[]])[] = [
  [{ controller: 'acme.io/foo' }],
  [{}, 'spec.controller: Required value'],
  [
    { controller: 'acme.io/' },
    'spec.controller: Invalid value: "acme.io/": must be a domain-prefixed path (such as "acme.io/foo")',
  ],
  [
    { controller: 'acme.io/a b' },
    `spec.controller: Invalid value: "a b": Invalid path (regex used for validation is '${form}')`,
  ],
  [
    { controller: 'a.io/b', parameters: { kind: '', name: 'n', scope: 'Namespace' } },
    'spec.parameters.kind: Required value: kind is required',
    "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
  ],
  [
    { controller: 'a.io/b', parameters: { kind: 'k', name: 'n', scope: 'Cluster', namespace: 'ns' } },
    "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'",
  ],
]

for (const [spec, ...expected] of cases) {
  test(`validateIngressClass() of ${JSON.stringify(spec)}`, () => assert.deepEqual(faults(spec), expected))
}
