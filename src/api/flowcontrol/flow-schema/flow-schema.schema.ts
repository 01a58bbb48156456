// Fields of flow-schema in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  int32,
  list,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const priorityLevelConfigurationReference = object(
  'io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationReference',
  {
    name: req(1, string, { empty: 'zero' }),
  },
)
export type PriorityLevelConfigurationReference = TypeOf<typeof priorityLevelConfigurationReference>

export const flowDistinguisherMethod = object('io.k8s.api.flowcontrol.v1.FlowDistinguisherMethod', {
  type: req(1, string, { empty: 'zero' }),
})
export type FlowDistinguisherMethod = TypeOf<typeof flowDistinguisherMethod>

export const userSubject = object('io.k8s.api.flowcontrol.v1.UserSubject', {
  name: req(1, string, { empty: 'zero' }),
})
export type UserSubject = TypeOf<typeof userSubject>

export const groupSubject = object('io.k8s.api.flowcontrol.v1.GroupSubject', {
  name: req(1, string, { empty: 'zero' }),
})
export type GroupSubject = TypeOf<typeof groupSubject>

export const serviceAccountSubject = object('io.k8s.api.flowcontrol.v1.ServiceAccountSubject', {
  namespace: req(1, string, { empty: 'zero' }),
  name: req(2, string, { empty: 'zero' }),
})
export type ServiceAccountSubject = TypeOf<typeof serviceAccountSubject>

export const subject = object('io.k8s.api.flowcontrol.v1.Subject', {
  kind: req(1, string, { empty: 'zero' }),
  user: opt(2, userSubject, { pointer: true }),
  group: opt(3, groupSubject, { pointer: true }),
  serviceAccount: opt(4, serviceAccountSubject, { pointer: true }),
})
export type Subject = TypeOf<typeof subject>

export const resourcePolicyRule = object('io.k8s.api.flowcontrol.v1.ResourcePolicyRule', {
  verbs: req(1, list(string, { listType: 'set' }), { empty: 'null' }),
  apiGroups: req(2, list(string, { listType: 'set' }), { empty: 'null' }),
  resources: req(3, list(string, { listType: 'set' }), { empty: 'null' }),
  clusterScope: opt(4, bool),
  namespaces: opt(5, list(string, { listType: 'set' }), { empty: 'null' }),
})
export type ResourcePolicyRule = TypeOf<typeof resourcePolicyRule>

export const nonResourcePolicyRule = object('io.k8s.api.flowcontrol.v1.NonResourcePolicyRule', {
  verbs: req(1, list(string, { listType: 'set' }), { empty: 'null' }),
  nonResourceURLs: req(6, list(string, { listType: 'set' }), { empty: 'null' }),
})
export type NonResourcePolicyRule = TypeOf<typeof nonResourcePolicyRule>

export const policyRulesWithSubjects = object('io.k8s.api.flowcontrol.v1.PolicyRulesWithSubjects', {
  subjects: req(1, list(subject), { empty: 'null' }),
  resourceRules: opt(2, list(resourcePolicyRule)),
  nonResourceRules: opt(3, list(nonResourcePolicyRule)),
})
export type PolicyRulesWithSubjects = TypeOf<typeof policyRulesWithSubjects>

export const flowSchemaSpec = object('io.k8s.api.flowcontrol.v1.FlowSchemaSpec', {
  priorityLevelConfiguration: req(1, priorityLevelConfigurationReference, { empty: 'zero' }),
  matchingPrecedence: opt(2, int32, { empty: 'zero' }),
  distinguisherMethod: opt(3, flowDistinguisherMethod, { pointer: true }),
  rules: opt(4, list(policyRulesWithSubjects)),
})
export type FlowSchemaSpec = TypeOf<typeof flowSchemaSpec>

export const flowSchemaCondition = object('io.k8s.api.flowcontrol.v1.FlowSchemaCondition', {
  type: opt(1, string),
  status: opt(2, string),
  lastTransitionTime: opt(3, time),
  reason: opt(4, string),
  message: opt(5, string),
})
export type FlowSchemaCondition = TypeOf<typeof flowSchemaCondition>

export const flowSchemaStatus = object('io.k8s.api.flowcontrol.v1.FlowSchemaStatus', {
  conditions: opt(
    1,
    list(flowSchemaCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
})
export type FlowSchemaStatus = TypeOf<typeof flowSchemaStatus>

export const flowSchema = object('io.k8s.api.flowcontrol.v1.FlowSchema', {
  ...kindFields,
  spec: opt(2, flowSchemaSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, flowSchemaStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type FlowSchema = ObjectOf<typeof flowSchema>
