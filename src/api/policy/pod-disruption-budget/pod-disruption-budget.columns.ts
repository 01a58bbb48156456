// How disruption budgets are listed. Upstream: pkg/printers/internalversion/printers.go printPodDisruptionBudget.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { PodDisruptionBudget as Budget } from './pod-disruption-budget.schema.ts'

export const podDisruptionBudgetColumns: readonly Column<Budget>[] = [
  nameColumn,
  column<Budget>('Min Available', ({ spec }) => String(spec.minAvailable ?? 'N/A')),
  column<Budget>('Max Unavailable', ({ spec }) => String(spec.maxUnavailable ?? 'N/A')),
  column<Budget>('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed ?? 0, { type: 'integer' }),
  ageColumn,
]
