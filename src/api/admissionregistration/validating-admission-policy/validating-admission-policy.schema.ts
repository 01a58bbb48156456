// Fields of validating-admission-policy in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, objectMeta } from '../../../machinery/meta/meta.schema.ts'
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

export const validation = object('io.k8s.api.admissionregistration.v1.Validation', {
  expression: req(1, string, { empty: 'zero' }),
  message: opt(2, string),
  reason: opt(3, string, { pointer: true }),
  messageExpression: opt(4, string),
})
export type Validation = TypeOf<typeof validation>

export const auditAnnotation = object('io.k8s.api.admissionregistration.v1.AuditAnnotation', {
  key: req(1, string, { empty: 'zero' }),
  valueExpression: req(2, string, { empty: 'zero' }),
})
export type AuditAnnotation = TypeOf<typeof auditAnnotation>

export const validatingAdmissionPolicySpec = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec',
  {
    paramKind: opt(1, paramKind, { pointer: true }),
    matchConstraints: opt(2, matchResources, { pointer: true }),
    validations: opt(3, list(validation)),
    failurePolicy: opt(4, oneOf('Ignore', 'Fail'), { pointer: true }),
    auditAnnotations: opt(5, list(auditAnnotation)),
    matchConditions: opt(
      6,
      list(matchCondition, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
    ),
    variables: opt(
      7,
      list(variable, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
    ),
  },
)
export type ValidatingAdmissionPolicySpec = TypeOf<typeof validatingAdmissionPolicySpec>

export const expressionWarning = object('io.k8s.api.admissionregistration.v1.ExpressionWarning', {
  fieldRef: req(2, string, { empty: 'zero' }),
  warning: req(3, string, { empty: 'zero' }),
})
export type ExpressionWarning = TypeOf<typeof expressionWarning>

export const typeChecking = object('io.k8s.api.admissionregistration.v1.TypeChecking', {
  expressionWarnings: opt(1, list(expressionWarning)),
})
export type TypeChecking = TypeOf<typeof typeChecking>

export const validatingAdmissionPolicyStatus = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus',
  {
    observedGeneration: opt(1, int64),
    typeChecking: opt(2, typeChecking, { pointer: true }),
    conditions: opt(3, list(condition, { listType: 'map', keys: ['type'] })),
  },
)
export type ValidatingAdmissionPolicyStatus = TypeOf<typeof validatingAdmissionPolicyStatus>

export const validatingAdmissionPolicy = object(
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: opt(1, objectMeta, { empty: 'zero' }),
    spec: opt(2, validatingAdmissionPolicySpec, { empty: 'zero' }),
    status: opt(3, validatingAdmissionPolicyStatus, { empty: 'zero' }),
  },
)
export type ValidatingAdmissionPolicy = ObjectOf<typeof validatingAdmissionPolicy>
