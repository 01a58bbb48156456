// Fields of shared.v1alpha1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { labelSelector } from '../../machinery/meta/meta.schema.ts'
import { inline, list, object, oneOf, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'
import { ruleWithOperations } from './shared.schema.ts'

export const variable = object('io.k8s.api.admissionregistration.v1alpha1.Variable', {
  name: req(1, string, { empty: 'zero' }),
  expression: req(2, string, { empty: 'zero' }),
})
export type Variable = TypeOf<typeof variable>

export const matchCondition = object('io.k8s.api.admissionregistration.v1alpha1.MatchCondition', {
  name: req(1, string, { empty: 'zero' }),
  expression: req(2, string, { empty: 'zero' }),
})
export type MatchCondition = TypeOf<typeof matchCondition>

export const namedRuleWithOperations = object(
  'io.k8s.api.admissionregistration.v1alpha1.NamedRuleWithOperations',
  {
    resourceNames: opt(1, list(string)),
    ...inline(2, ruleWithOperations),
  },
  { structType: 'atomic' },
)
export type NamedRuleWithOperations = TypeOf<typeof namedRuleWithOperations>

export const matchResources = object(
  'io.k8s.api.admissionregistration.v1alpha1.MatchResources',
  {
    namespaceSelector: opt(1, labelSelector, { pointer: true }),
    objectSelector: opt(2, labelSelector, { pointer: true }),
    resourceRules: opt(3, list(namedRuleWithOperations)),
    excludeResourceRules: opt(4, list(namedRuleWithOperations)),
    matchPolicy: opt(7, oneOf('Exact', 'Equivalent'), { pointer: true }),
  },
  { structType: 'atomic' },
)
export type MatchResources = TypeOf<typeof matchResources>

export const paramKind = object(
  'io.k8s.api.admissionregistration.v1alpha1.ParamKind',
  {
    apiVersion: opt(1, string),
    kind: opt(2, string),
  },
  { structType: 'atomic' },
)
export type ParamKind = TypeOf<typeof paramKind>

export const paramRef = object(
  'io.k8s.api.admissionregistration.v1alpha1.ParamRef',
  {
    name: opt(1, string),
    namespace: opt(2, string),
    selector: opt(3, labelSelector, { pointer: true }),
    parameterNotFoundAction: opt(4, oneOf('Allow', 'Deny'), { pointer: true }),
  },
  { structType: 'atomic' },
)
export type ParamRef = TypeOf<typeof paramRef>
