// Faults of validating admission policies, those of their expressions among them.
// Upstream: pkg/apis/admissionregistration/validation/validation.go ValidateValidatingAdmissionPolicy.
import { bool, nullType, string } from '../../../machinery/cel/cel-type.ts'
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkQualifiedName } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import type { AdmissionScope } from '../admission-expression.ts'
import { expressionFaults, validatePolicySpec } from '../policy.validation.ts'
import type {
  AuditAnnotation,
  ValidatingAdmissionPolicy,
  Validation,
} from './validating-admission-policy.schema.ts'

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']
const maxAuditAnnotations = 20
const maxAuditExpressionBytes = 5 * 1024
const nothingToDo = 'validations or auditAnnotations must contain at least one item'

export function validateValidatingAdmissionPolicy({
  metadata,
  spec,
}: ValidatingAdmissionPolicy): FieldError[] {
  const { faults, scope } = validatePolicySpec(spec)
  const { validations = [], auditAnnotations = [] } = spec
  if (validations.length === 0 && auditAnnotations.length === 0) {
    faults.push(required('spec.validations', nothingToDo), required('spec.auditAnnotations', nothingToDo))
    return faults
  }
  for (const [index, validation] of validations.entries()) {
    faults.push(...validationFaults(validation, `spec.validations[${index}]`, scope))
  }
  if (auditAnnotations.length > maxAuditAnnotations) {
    const why = `must not have more than ${maxAuditAnnotations} auditAnnotations`
    faults.push(invalid('spec.auditAnnotations', auditAnnotations, why))
  }
  const keys = new Set<string>()
  for (const [index, annotation] of auditAnnotations.entries()) {
    const path = `spec.auditAnnotations[${index}]`
    faults.push(...annotationFaults(annotation, path, { policy: metadata.name, scope }))
    if (keys.has(annotation.key)) faults.push(duplicate(`${path}.key`, annotation.key))
    keys.add(annotation.key)
  }
  return faults
}

function validationFaults(validation: Validation, path: string, scope: AdmissionScope): FieldError[] {
  const { expression, message = '', messageExpression = '', reason } = validation
  const faults: FieldError[] = []
  if (expression.trim() === '') faults.push(required(`${path}.expression`, 'expression is not specified'))
  else faults.push(...expressionFaults(expression, `${path}.expression`, { scope, returns: [bool] }))
  const at = `${path}.messageExpression`
  if (messageExpression !== '' && messageExpression.trim() === '') {
    faults.push(invalid(at, messageExpression, 'must be non-empty if specified'))
  } else if (messageExpression !== '') {
    const withoutAuthorizer = { ...scope, hasAuthorizer: false }
    faults.push(...expressionFaults(messageExpression, at, { scope: withoutAuthorizer, returns: [string] }))
  }
  if (message !== '' && message.trim() === '') {
    faults.push(invalid(`${path}.message`, message, 'message must be non-empty if specified'))
  } else if (/[\n\r]/.test(message.trim())) {
    faults.push(invalid(`${path}.message`, message, 'message must not contain line breaks'))
  }
  if (reason !== undefined && !reasons.includes(reason)) {
    faults.push(notSupported(`${path}.reason`, reason, reasons))
  }
  return faults
}

function annotationFaults(
  { key, valueExpression }: AuditAnnotation,
  path: string,
  { policy, scope }: { readonly policy: string; readonly scope: AdmissionScope },
): FieldError[] {
  const faults =
    policy === ''
      ? [invalid(`${path}.key`, key, 'requires metadata.name be non-empty')]
      : checkQualifiedName(`${policy}/${key}`, `${path}.key`)
  const at = `${path}.valueExpression`
  const trimmed = valueExpression.trim()
  if (trimmed === '') faults.push(required(at, 'valueExpression is not specified'))
  else if (byteLength(trimmed) > maxAuditExpressionBytes) {
    faults.push(required(at, `must not exceed ${maxAuditExpressionBytes} bytes in length`))
  } else faults.push(...expressionFaults(trimmed, at, { scope, returns: [string, nullType] }))
  return faults
}

export function validateValidatingAdmissionPolicyStatusUpdate({
  status,
}: ValidatingAdmissionPolicy): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, warning] of (status?.typeChecking?.expressionWarnings ?? []).entries()) {
    const path = `status.typeChecking.expressionWarnings[${index}]`
    if (warning.warning === '') faults.push(required(`${path}.warning`))
    if (warning.fieldRef.trim() === '') faults.push(required(`${path}.fieldRef`))
  }
  return [...faults, ...checkConditions(status?.conditions ?? [], 'status.conditions')]
}
