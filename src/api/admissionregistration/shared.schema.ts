// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { labelSelector } from '../../machinery/meta/meta.schema.ts'
import {
  bytes,
  inline,
  int32,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../machinery/schema/schema.ts'

export const variable = object(
  'io.k8s.api.admissionregistration.v1.Variable',
  {
    name: req(1, string, { empty: 'zero' }),
    expression: req(2, string, { empty: 'zero' }),
  },
  { structType: 'atomic' },
)
export type Variable = TypeOf<typeof variable>

export const matchCondition = object('io.k8s.api.admissionregistration.v1.MatchCondition', {
  name: req(1, string, { empty: 'zero' }),
  expression: req(2, string, { empty: 'zero' }),
})
export type MatchCondition = TypeOf<typeof matchCondition>

export const rule = object('io.k8s.api.admissionregistration.v1.Rule', {
  apiGroups: opt(1, list(string)),
  apiVersions: opt(2, list(string)),
  resources: opt(3, list(string)),
  scope: opt(4, oneOf('Cluster', 'Namespaced', '*'), { pointer: true }),
})
export type Rule = TypeOf<typeof rule>

export const ruleWithOperations = object('io.k8s.api.admissionregistration.v1.RuleWithOperations', {
  operations: opt(1, list(string)),
  ...inline(2, rule),
})
export type RuleWithOperations = TypeOf<typeof ruleWithOperations>

export const namedRuleWithOperations = object(
  'io.k8s.api.admissionregistration.v1.NamedRuleWithOperations',
  {
    resourceNames: opt(1, list(string)),
    ...inline(2, ruleWithOperations),
  },
  { structType: 'atomic' },
)
export type NamedRuleWithOperations = TypeOf<typeof namedRuleWithOperations>

export const matchResources = object(
  'io.k8s.api.admissionregistration.v1.MatchResources',
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
  'io.k8s.api.admissionregistration.v1.ParamKind',
  {
    apiVersion: opt(1, string),
    kind: opt(2, string),
  },
  { structType: 'atomic' },
)
export type ParamKind = TypeOf<typeof paramKind>

export const paramRef = object(
  'io.k8s.api.admissionregistration.v1.ParamRef',
  {
    name: opt(1, string),
    namespace: opt(2, string),
    selector: opt(3, labelSelector, { pointer: true }),
    parameterNotFoundAction: opt(4, string, { pointer: true }),
  },
  { structType: 'atomic' },
)
export type ParamRef = TypeOf<typeof paramRef>

export const serviceReference = object('io.k8s.api.admissionregistration.v1.ServiceReference', {
  namespace: req(1, string, { empty: 'zero' }),
  name: req(2, string, { empty: 'zero' }),
  path: opt(3, string, { pointer: true }),
  port: opt(4, int32, { pointer: true }),
})
export type ServiceReference = TypeOf<typeof serviceReference>

export const webhookClientConfig = object('io.k8s.api.admissionregistration.v1.WebhookClientConfig', {
  url: opt(3, string, { pointer: true }),
  service: opt(1, serviceReference, { pointer: true }),
  caBundle: opt(2, bytes),
})
export type WebhookClientConfig = TypeOf<typeof webhookClientConfig>
