// Fields of mutating-admission-policy in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, oneOf, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { matchCondition, matchResources, paramKind, variable } from '../shared.schema.ts'

export const applyConfiguration = object('io.k8s.api.admissionregistration.v1.ApplyConfiguration', {
  expression: opt(1, string),
})
export type ApplyConfiguration = TypeOf<typeof applyConfiguration>

export const jsonPatch = object('io.k8s.api.admissionregistration.v1.JSONPatch', {
  expression: opt(1, string),
})
export type JSONPatch = TypeOf<typeof jsonPatch>

export const mutation = object('io.k8s.api.admissionregistration.v1.Mutation', {
  patchType: req(2, oneOf('ApplyConfiguration', 'JSONPatch'), { empty: 'zero' }),
  applyConfiguration: opt(3, applyConfiguration, { pointer: true }),
  jsonPatch: opt(4, jsonPatch, { pointer: true }),
})
export type Mutation = TypeOf<typeof mutation>

export const mutatingAdmissionPolicySpec = object(
  'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicySpec',
  {
    paramKind: opt(1, paramKind, { pointer: true }),
    matchConstraints: opt(2, matchResources, { pointer: true }),
    variables: opt(3, list(variable)),
    mutations: opt(4, list(mutation)),
    failurePolicy: opt(5, oneOf('Ignore', 'Fail'), { pointer: true }),
    matchConditions: opt(
      6,
      list(matchCondition, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
    ),
    reinvocationPolicy: opt(7, oneOf('Never', 'IfNeeded')),
  },
)
export type MutatingAdmissionPolicySpec = TypeOf<typeof mutatingAdmissionPolicySpec>

export const mutatingAdmissionPolicy = object('io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy', {
  ...kindFields,
  spec: opt(2, mutatingAdmissionPolicySpec, { doc: 'What is asked for.', empty: 'zero' }),
})
export type MutatingAdmissionPolicy = ObjectOf<typeof mutatingAdmissionPolicy>
