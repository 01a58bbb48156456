// Fields of validating-admission-policy in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  int64,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { matchCondition, matchResources, paramKind, variable } from '../shared.schema.ts'

export const validation = object(
  'io.k8s.api.admissionregistration.v1.Validation',
  {
    expression: req(1, string, {
      doc: 'CEL expression that must give true; sees object, oldObject, request, params, namespaceObject, authorizer, variables.',
      empty: 'zero',
    }),
    message: opt(2, string, { doc: 'What the refusal says.' }),
    reason: opt(3, string, {
      doc: "Reason in the refusal's Status, such as Invalid (the default) or Forbidden.",
      pointer: true,
    }),
    messageExpression: opt(4, string, { doc: 'CEL expression that gives the message; goes before message.' }),
  },
  { doc: 'Something that must hold.' },
)
export type Validation = TypeOf<typeof validation>

export const auditAnnotation = object(
  'io.k8s.api.admissionregistration.v1.AuditAnnotation',
  {
    key: req(1, string, {
      doc: "Name of the annotation; the policy's name is put before it.",
      empty: 'zero',
    }),
    valueExpression: req(2, string, {
      doc: 'CEL expression that gives the text; null or empty leaves the annotation out.',
      empty: 'zero',
    }),
  },
  { doc: 'A note that a policy adds to the audit record of a request.' },
)
export type AuditAnnotation = TypeOf<typeof auditAnnotation>

export const validatingAdmissionPolicySpec = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec',
  {
    paramKind: opt(1, paramKind, {
      doc: 'Kind of the objects that hold parameters; absent where there are none.',
      pointer: true,
    }),
    matchConstraints: opt(2, matchResources, { doc: 'Which requests the policy is for.', pointer: true }),
    validations: opt(3, list(validation), { doc: 'What must hold; all of it.' }),
    failurePolicy: opt(4, oneOf('Ignore', 'Fail'), {
      doc: 'Fail (the default) refuses the request when the policy cannot be evaluated; Ignore lets it pass.',
      pointer: true,
    }),
    auditAnnotations: opt(5, list(auditAnnotation), { doc: 'Notes for the audit record of the request.' }),
    matchConditions: opt(
      6,
      list(matchCondition, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'Conditions that a request must meet besides the rules.' },
    ),
    variables: opt(
      7,
      list(variable, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'Named expressions that the others can use as variables.NAME.' },
    ),
  },
  { doc: 'What a validating policy demands.' },
)
export type ValidatingAdmissionPolicySpec = TypeOf<typeof validatingAdmissionPolicySpec>

export const expressionWarning = object(
  'io.k8s.api.admissionregistration.v1.ExpressionWarning',
  {
    fieldRef: req(2, string, { doc: 'Path of the expression in the policy.', empty: 'zero' }),
    warning: req(3, string, { doc: 'What was found, in words.', empty: 'zero' }),
  },
  { doc: 'What type checking found in an expression.' },
)
export type ExpressionWarning = TypeOf<typeof expressionWarning>

export const typeChecking = object(
  'io.k8s.api.admissionregistration.v1.TypeChecking',
  {
    expressionWarnings: opt(1, list(expressionWarning), {
      doc: 'Warnings, one for each expression that has a fault.',
    }),
  },
  { doc: "What checking the types of a policy's expressions found." },
)
export type TypeChecking = TypeOf<typeof typeChecking>

export const validatingAdmissionPolicyStatus = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus',
  {
    observedGeneration: opt(1, int64, { doc: 'Generation of the policy that this is about.' }),
    typeChecking: opt(2, typeChecking, {
      doc: 'What checking the types of the expressions found.',
      pointer: true,
    }),
    conditions: opt(3, list(condition, { listType: 'map', keys: ['type'] }), {
      doc: 'Conditions of the policy.',
    }),
  },
  { doc: 'What the server found out about a policy.' },
)
export type ValidatingAdmissionPolicyStatus = TypeOf<typeof validatingAdmissionPolicyStatus>

export const validatingAdmissionPolicy = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  {
    ...kindFields,
    spec: opt(2, validatingAdmissionPolicySpec, {
      doc: 'What the policy demands, and of what.',
      empty: 'zero',
    }),
    status: opt(3, validatingAdmissionPolicyStatus, {
      doc: 'What the server found out about the policy.',
      empty: 'zero',
    }),
  },
  { doc: 'A policy that refuses objects on their way in, by CEL.' },
)
export type ValidatingAdmissionPolicy = ObjectOf<typeof validatingAdmissionPolicy>
