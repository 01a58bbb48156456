// How the bindings of mutating admission policies are listed. Upstream: pkg/printers/internalversion/printers.go
// printMutatingAdmissionPolicyBinding.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { paramRefText } from '../policy.columns.ts'
import type { MutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.schema.ts'

export const mutatingAdmissionPolicyBindingColumns: readonly Column<MutatingAdmissionPolicyBinding>[] = [
  nameColumn,
  column<MutatingAdmissionPolicyBinding>('PolicyName', ({ spec }) => spec.policyName ?? ''),
  column<MutatingAdmissionPolicyBinding>('ParamRef', ({ spec }) => paramRefText(spec.paramRef)),
  ageColumn,
]
