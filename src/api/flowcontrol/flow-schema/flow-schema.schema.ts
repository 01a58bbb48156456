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
    name: req(1, string, { doc: 'Its name.', empty: 'zero' }),
  },
  { doc: 'A priority level.' },
)
export type PriorityLevelConfigurationReference = TypeOf<typeof priorityLevelConfigurationReference>

export const flowDistinguisherMethod = object(
  'io.k8s.api.flowcontrol.v1.FlowDistinguisherMethod',
  {
    type: req(1, string, { doc: 'ByUser or ByNamespace.', empty: 'zero' }),
  },
  { doc: 'How the requests of a schema are told apart into flows.' },
)
export type FlowDistinguisherMethod = TypeOf<typeof flowDistinguisherMethod>

export const userSubject = object(
  'io.k8s.api.flowcontrol.v1.UserSubject',
  {
    name: req(1, string, { doc: 'Name of the user, or "*" for all.', empty: 'zero' }),
  },
  { doc: 'A user.' },
)
export type UserSubject = TypeOf<typeof userSubject>

export const groupSubject = object(
  'io.k8s.api.flowcontrol.v1.GroupSubject',
  {
    name: req(1, string, { doc: 'Name of the group, or "*" for all.', empty: 'zero' }),
  },
  { doc: 'A group of users.' },
)
export type GroupSubject = TypeOf<typeof groupSubject>

export const serviceAccountSubject = object(
  'io.k8s.api.flowcontrol.v1.ServiceAccountSubject',
  {
    namespace: req(1, string, { doc: 'Its namespace.', empty: 'zero' }),
    name: req(2, string, { doc: 'Its name, or "*" for all in the namespace.', empty: 'zero' }),
  },
  { doc: 'A service account.' },
)
export type ServiceAccountSubject = TypeOf<typeof serviceAccountSubject>

export const subject = object(
  'io.k8s.api.flowcontrol.v1.Subject',
  {
    kind: req(1, string, { doc: 'User, Group or ServiceAccount.', empty: 'zero' }),
    user: opt(2, userSubject, { doc: 'A user, where kind is User.', pointer: true }),
    group: opt(3, groupSubject, { doc: 'A group, where kind is Group.', pointer: true }),
    serviceAccount: opt(4, serviceAccountSubject, {
      doc: 'A service account, where kind is ServiceAccount.',
      pointer: true,
    }),
  },
  { doc: 'Who is meant.' },
)
export type Subject = TypeOf<typeof subject>

export const resourcePolicyRule = object(
  'io.k8s.api.flowcontrol.v1.ResourcePolicyRule',
  {
    verbs: req(1, list(string, { listType: 'set' }), { doc: 'The verbs, or "*".', empty: 'null' }),
    apiGroups: req(2, list(string, { listType: 'set' }), { doc: 'The groups, or "*".', empty: 'null' }),
    resources: req(3, list(string, { listType: 'set' }), { doc: 'The resources, or "*".', empty: 'null' }),
    clusterScope: opt(4, bool, { doc: 'True to match requests that are in no namespace.' }),
    namespaces: opt(5, list(string, { listType: 'set' }), { doc: 'The namespaces, or "*".', empty: 'null' }),
  },
  { doc: 'Requests for resources.' },
)
export type ResourcePolicyRule = TypeOf<typeof resourcePolicyRule>

export const nonResourcePolicyRule = object(
  'io.k8s.api.flowcontrol.v1.NonResourcePolicyRule',
  {
    verbs: req(1, list(string, { listType: 'set' }), {
      doc: 'HTTP methods in lower case, or "*".',
      empty: 'null',
    }),
    nonResourceURLs: req(6, list(string, { listType: 'set' }), {
      doc: 'Paths; /* may end them, or "*" for all.',
      empty: 'null',
    }),
  },
  { doc: 'Requests that are not for resources.' },
)
export type NonResourcePolicyRule = TypeOf<typeof nonResourcePolicyRule>

export const policyRulesWithSubjects = object(
  'io.k8s.api.flowcontrol.v1.PolicyRulesWithSubjects',
  {
    subjects: req(1, list(subject), { doc: 'Who; any one will do.', empty: 'null' }),
    resourceRules: opt(2, list(resourcePolicyRule), { doc: 'Requests for resources.' }),
    nonResourceRules: opt(3, list(nonResourcePolicyRule), { doc: 'Other requests.' }),
  },
  { doc: 'Who does what.' },
)
export type PolicyRulesWithSubjects = TypeOf<typeof policyRulesWithSubjects>

export const flowSchemaSpec = object(
  'io.k8s.api.flowcontrol.v1.FlowSchemaSpec',
  {
    priorityLevelConfiguration: req(1, priorityLevelConfigurationReference, {
      doc: 'The priority level.',
      empty: 'zero',
    }),
    matchingPrecedence: opt(2, int32, {
      doc: 'Schemas with lower numbers are looked at first; 1 to 10000, 1000 where absent.',
      empty: 'zero',
    }),
    distinguisherMethod: opt(3, flowDistinguisherMethod, {
      doc: 'How requests are told apart into flows; absent for one flow.',
      pointer: true,
    }),
    rules: opt(4, list(policyRulesWithSubjects), { doc: 'Which requests match; any one will do.' }),
  },
  { doc: 'Which requests, and where they go.' },
)
export type FlowSchemaSpec = TypeOf<typeof flowSchemaSpec>

export const flowSchemaCondition = object(
  'io.k8s.api.flowcontrol.v1.FlowSchemaCondition',
  {
    type: opt(1, string, { doc: 'Type of the condition.' }),
    status: opt(2, string, { doc: 'True, False or Unknown.' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type FlowSchemaCondition = TypeOf<typeof flowSchemaCondition>

export const flowSchemaStatus = object(
  'io.k8s.api.flowcontrol.v1.FlowSchemaStatus',
  {
    conditions: opt(
      1,
      list(flowSchemaCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
      { doc: 'Whether its priority level is there.' },
    ),
  },
  { doc: 'What the server found out about a schema.' },
)
export type FlowSchemaStatus = TypeOf<typeof flowSchemaStatus>

export const flowSchema = object(
  'io.k8s.api.flowcontrol.v1.FlowSchema',
  {
    ...kindFields,
    spec: opt(2, flowSchemaSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, flowSchemaStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Sorts requests into priority levels.' },
)
export type FlowSchema = ObjectOf<typeof flowSchema>
