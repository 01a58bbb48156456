// Fields of mutating-admission-policy in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, oneOf, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { matchCondition, matchResources, paramKind, variable } from '../shared.schema.ts'

export const applyConfiguration = object(
  'io.k8s.api.admissionregistration.v1.ApplyConfiguration',
  {
    expression: opt(1, string, {
      doc: 'CEL expression that gives the apply configuration, built with Object{...}.',
    }),
  },
  { doc: 'A change that is merged into the object as server-side apply does it.' },
)
export type ApplyConfiguration = TypeOf<typeof applyConfiguration>

export const jsonPatch = object(
  'io.k8s.api.admissionregistration.v1.JSONPatch',
  {
    expression: opt(1, string, { doc: 'CEL expression that gives a list of JSONPatch operations.' }),
  },
  { doc: 'A change given as JSON patch operations.' },
)
export type JSONPatch = TypeOf<typeof jsonPatch>

export const mutation = object(
  'io.k8s.api.admissionregistration.v1.Mutation',
  {
    patchType: req(2, oneOf('ApplyConfiguration', 'JSONPatch'), {
      doc: 'ApplyConfiguration or JSONPatch.',
      empty: 'zero',
    }),
    applyConfiguration: opt(3, applyConfiguration, {
      doc: 'The change, where patchType is ApplyConfiguration.',
      pointer: true,
    }),
    jsonPatch: opt(4, jsonPatch, { doc: 'The change, where patchType is JSONPatch.', pointer: true }),
  },
  { doc: 'One change that a policy makes.' },
)
export type Mutation = TypeOf<typeof mutation>

export const mutatingAdmissionPolicySpec = object(
  'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicySpec',
  {
    paramKind: opt(1, paramKind, {
      doc: 'Kind of the objects that hold parameters; absent where there are none.',
      pointer: true,
    }),
    matchConstraints: opt(2, matchResources, { doc: 'Which requests the policy is for.', pointer: true }),
    variables: opt(3, list(variable), {
      doc: 'Named expressions that the others can use as variables.NAME.',
    }),
    mutations: opt(4, list(mutation), { doc: 'The changes, made in this order.' }),
    failurePolicy: opt(5, oneOf('Ignore', 'Fail'), {
      doc: 'Fail (the default) refuses the request when the policy cannot be evaluated; Ignore lets it pass.',
      pointer: true,
    }),
    matchConditions: opt(
      6,
      list(matchCondition, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'Conditions that a request must meet besides the rules.' },
    ),
    reinvocationPolicy: opt(7, oneOf('Never', 'IfNeeded'), {
      doc: 'IfNeeded runs the policy again when later ones changed the object; Never does not.',
    }),
  },
  { doc: 'What a mutating policy does.' },
)
export type MutatingAdmissionPolicySpec = TypeOf<typeof mutatingAdmissionPolicySpec>

export const mutatingAdmissionPolicy = object(
  'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy',
  {
    ...kindFields,
    spec: opt(2, mutatingAdmissionPolicySpec, { doc: 'What the policy does, and to what.', empty: 'zero' }),
  },
  { doc: 'A policy that changes objects on their way in, by CEL.' },
)
export type MutatingAdmissionPolicy = ObjectOf<typeof mutatingAdmissionPolicy>
