// Faults of the bindings of validating admission policies.
// Upstream: pkg/apis/admissionregistration/validation/validation.go ValidateValidatingAdmissionPolicyBinding.
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { validateBindingSpec } from '../policy.validation.ts'
import type { ValidatingAdmissionPolicyBinding } from './validating-admission-policy-binding.schema.ts'

const actions = ['Audit', 'Deny', 'Warn']
const twice =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'

export function validateValidatingAdmissionPolicyBinding({
  spec,
}: ValidatingAdmissionPolicyBinding): FieldError[] {
  return [
    ...validateBindingSpec(spec),
    ...validationActionFaults(spec.validationActions, 'spec.validationActions'),
  ]
}

function validationActionFaults(given: readonly string[] | undefined, path: string): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, action] of (given ?? []).entries()) {
    if (!actions.includes(action)) faults.push(notSupported(`${path}[${index}]`, action, actions))
    if (seen.has(action)) faults.push(duplicate(`${path}[${index}]`, action))
    seen.add(action)
  }
  if (seen.has('Deny') && seen.has('Warn')) faults.push(invalid(path, given, twice))
  if (seen.size === 0) faults.push(required(path, 'at least one validation action is required'))
  return faults
}
