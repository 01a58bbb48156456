// How validating admission policies are listed. Upstream: pkg/printers/internalversion/printers.go
// printValidatingAdmissionPolicy.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { paramKindText } from '../policy.columns.ts'
import type { ValidatingAdmissionPolicy } from './validating-admission-policy.schema.ts'

export const validatingAdmissionPolicyColumns: readonly Column<ValidatingAdmissionPolicy>[] = [
  nameColumn,
  column<ValidatingAdmissionPolicy>('Validations', ({ spec }) => spec.validations?.length ?? 0, {
    type: 'integer',
  }),
  column<ValidatingAdmissionPolicy>('ParamKind', ({ spec }) => paramKindText(spec.paramKind)),
  ageColumn,
]
