// Fields of shared.v1alpha1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { labelSelector } from '../../machinery/meta/meta.schema.ts'
import { inline, list, object, oneOf, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'
import { ruleWithOperations } from './shared.schema.ts'

export const variable = object(
  'io.k8s.api.admissionregistration.v1alpha1.Variable',
  {
    name: req(1, string, { doc: 'Name, used as variables.NAME.', empty: 'zero' }),
    expression: req(2, string, { doc: 'CEL expression, evaluated when first used.', empty: 'zero' }),
  },
  { doc: 'A named expression.' },
)
export type Variable = TypeOf<typeof variable>

export const matchCondition = object(
  'io.k8s.api.admissionregistration.v1alpha1.MatchCondition',
  {
    name: req(1, string, { doc: 'Name of the condition, for error messages.', empty: 'zero' }),
    expression: req(2, string, { doc: 'CEL expression that must give true.', empty: 'zero' }),
  },
  { doc: 'A condition that a request must meet besides the rules.' },
)
export type MatchCondition = TypeOf<typeof matchCondition>

export const namedRuleWithOperations = object(
  'io.k8s.api.admissionregistration.v1alpha1.NamedRuleWithOperations',
  {
    resourceNames: opt(1, list(string), { doc: 'Names of the objects; all where empty.' }),
    ...inline(2, ruleWithOperations),
  },
  { doc: 'Operations and resources, perhaps only objects with certain names.', structType: 'atomic' },
)
export type NamedRuleWithOperations = TypeOf<typeof namedRuleWithOperations>

export const matchResources = object(
  'io.k8s.api.admissionregistration.v1alpha1.MatchResources',
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
  'io.k8s.api.admissionregistration.v1alpha1.ParamKind',
  {
    apiVersion: opt(1, string, { doc: 'Group and version of the kind.' }),
    kind: opt(2, string, { doc: 'The kind.' }),
  },
  { doc: "The kind of a policy's parameters.", structType: 'atomic' },
)
export type ParamKind = TypeOf<typeof paramKind>

export const paramRef = object(
  'io.k8s.api.admissionregistration.v1alpha1.ParamRef',
  {
    name: opt(1, string, { doc: 'Name of the one object that holds them; excludes selector.' }),
    namespace: opt(2, string, {
      doc: 'Namespace to look in; that of the object under admission where absent.',
    }),
    selector: opt(3, labelSelector, {
      doc: 'Labels of the objects that hold them; excludes name.',
      pointer: true,
    }),
    parameterNotFoundAction: opt(4, oneOf('Allow', 'Deny'), {
      doc: 'Allow or Deny: what happens where no parameters are found.',
      pointer: true,
    }),
  },
  { doc: 'Which objects hold the parameters of a policy.', structType: 'atomic' },
)
export type ParamRef = TypeOf<typeof paramRef>
