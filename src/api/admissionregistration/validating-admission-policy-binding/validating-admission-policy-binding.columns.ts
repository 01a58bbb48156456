// How the bindings of validating admission policies are listed. Upstream: pkg/printers/internalversion/printers.go
// printValidatingAdmissionPolicyBinding.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { paramRefText } from '../policy.columns.ts'
import type { ValidatingAdmissionPolicyBinding } from './validating-admission-policy-binding.schema.ts'

export const validatingAdmissionPolicyBindingColumns: readonly Column<ValidatingAdmissionPolicyBinding>[] = [
  nameColumn,
  column<ValidatingAdmissionPolicyBinding>('PolicyName', ({ spec }) => spec.policyName ?? ''),
  column<ValidatingAdmissionPolicyBinding>('ParamRef', ({ spec }) => paramRefText(spec.paramRef)),
  ageColumn,
]
