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
    name: req(1, string, { doc: 'Name, used as variables.NAME.', empty: 'zero' }),
    expression: req(2, string, { doc: 'CEL expression, evaluated when first used.', empty: 'zero' }),
  },
  { doc: 'A named expression.', structType: 'atomic' },
)
export type Variable = TypeOf<typeof variable>

export const matchCondition = object(
  'io.k8s.api.admissionregistration.v1.MatchCondition',
  {
    name: req(1, string, { doc: 'Name of the condition, for error messages.', empty: 'zero' }),
    expression: req(2, string, { doc: 'CEL expression that must give true.', empty: 'zero' }),
  },
  { doc: 'A condition that a request must meet besides the rules.' },
)
export type MatchCondition = TypeOf<typeof matchCondition>

export const rule = object(
  'io.k8s.api.admissionregistration.v1.Rule',
  {
    apiGroups: opt(1, list(string), { doc: 'Groups, or "*" for all.' }),
    apiVersions: opt(2, list(string), { doc: 'Versions, or "*" for all.' }),
    resources: opt(3, list(string), { doc: 'Resources, such as pods, pods/log, pods/*, */scale or */*.' }),
    scope: opt(4, oneOf('Cluster', 'Namespaced', '*'), {
      doc: 'Cluster, Namespaced or "*" (the default).',
      pointer: true,
    }),
  },
  { doc: 'Resources by group, version and name.' },
)
export type Rule = TypeOf<typeof rule>

export const ruleWithOperations = object(
  'io.k8s.api.admissionregistration.v1.RuleWithOperations',
  {
    operations: opt(1, list(string), { doc: 'CREATE, UPDATE, DELETE, CONNECT, or "*" for all.' }),
    ...inline(2, rule),
  },
  { doc: 'Operations on resources.' },
)
export type RuleWithOperations = TypeOf<typeof ruleWithOperations>

export const namedRuleWithOperations = object(
  'io.k8s.api.admissionregistration.v1.NamedRuleWithOperations',
  {
    resourceNames: opt(1, list(string), { doc: 'Names of the objects; all where empty.' }),
    ...inline(2, ruleWithOperations),
  },
  { doc: 'Operations and resources, perhaps only objects with certain names.', structType: 'atomic' },
)
export type NamedRuleWithOperations = TypeOf<typeof namedRuleWithOperations>

export const matchResources = object(
  'io.k8s.api.admissionregistration.v1.MatchResources',
  {
    namespaceSelector: opt(1, labelSelector, {
      doc: 'Only objects in namespaces with these labels; everything where absent.',
      pointer: true,
    }),
    objectSelector: opt(2, labelSelector, {
      doc: 'Only objects (old or new) with these labels; everything where absent.',
      pointer: true,
    }),
    resourceRules: opt(3, list(namedRuleWithOperations), {
      doc: 'Operations and resources that match; any one will do.',
    }),
    excludeResourceRules: opt(4, list(namedRuleWithOperations), {
      doc: 'Operations and resources that never match, whatever the other rules say.',
    }),
    matchPolicy: opt(7, oneOf('Exact', 'Equivalent'), {
      doc: 'Exact matches only what the rules name; Equivalent also other versions of the same resource.',
      pointer: true,
    }),
  },
  { doc: 'Which requests a policy or binding is for.', structType: 'atomic' },
)
export type MatchResources = TypeOf<typeof matchResources>

export const paramKind = object(
  'io.k8s.api.admissionregistration.v1.ParamKind',
  {
    apiVersion: opt(1, string, { doc: 'Group and version of the kind.' }),
    kind: opt(2, string, { doc: 'The kind.' }),
  },
  { doc: "The kind of a policy's parameters.", structType: 'atomic' },
)
export type ParamKind = TypeOf<typeof paramKind>

export const paramRef = object(
  'io.k8s.api.admissionregistration.v1.ParamRef',
  {
    name: opt(1, string, { doc: 'Name of the one object that holds them; excludes selector.' }),
    namespace: opt(2, string, {
      doc: 'Namespace to look in; that of the object under admission where absent.',
    }),
    selector: opt(3, labelSelector, {
      doc: 'Labels of the objects that hold them; excludes name.',
      pointer: true,
    }),
    parameterNotFoundAction: opt(4, string, {
      doc: 'Allow or Deny: what happens where no parameters are found.',
      pointer: true,
    }),
  },
  { doc: 'Which objects hold the parameters of a policy.', structType: 'atomic' },
)
export type ParamRef = TypeOf<typeof paramRef>

export const serviceReference = object(
  'io.k8s.api.admissionregistration.v1.ServiceReference',
  {
    namespace: req(1, string, { doc: 'Namespace of the Service.', empty: 'zero' }),
    name: req(2, string, { doc: 'Name of the Service.', empty: 'zero' }),
    path: opt(3, string, { doc: 'Path of the URL.', pointer: true }),
    port: opt(4, int32, { doc: 'Port of the Service; 443 where absent.', pointer: true }),
  },
  { doc: 'A Service that answers over HTTPS.' },
)
export type ServiceReference = TypeOf<typeof serviceReference>

export const webhookClientConfig = object(
  'io.k8s.api.admissionregistration.v1.WebhookClientConfig',
  {
    url: opt(3, string, { doc: 'HTTPS URL of the webhook.', pointer: true }),
    service: opt(1, serviceReference, { doc: 'The Service that is the webhook.', pointer: true }),
    caBundle: opt(2, bytes, {
      doc: "PEM certificates that the webhook's certificate is checked against; the system's where absent.",
    }),
  },
  { doc: 'How a webhook is reached: by url or by service.' },
)
export type WebhookClientConfig = TypeOf<typeof webhookClientConfig>
