// How mutating admission policies are listed. Upstream: pkg/printers/internalversion/printers.go
// printMutatingAdmissionPolicy.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { paramKindText } from '../policy.columns.ts'
import type { MutatingAdmissionPolicy } from './mutating-admission-policy.schema.ts'

export const mutatingAdmissionPolicyColumns: readonly Column<MutatingAdmissionPolicy>[] = [
  nameColumn,
  column<MutatingAdmissionPolicy>('Mutations', ({ spec }) => spec.mutations?.length ?? 0, {
    type: 'integer',
  }),
  column<MutatingAdmissionPolicy>('ParamKind', ({ spec }) => paramKindText(spec.paramKind)),
  ageColumn,
]
