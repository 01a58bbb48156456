// How stateful sets are listed. Upstream: pkg/printers/internalversion/printers.go printStatefulSet.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, containerColumns, nameColumn } from '../../columns.ts'
import type { StatefulSet } from './stateful-set.schema.ts'

export const statefulSetColumns: readonly Column<StatefulSet>[] = [
  nameColumn,
  column<StatefulSet>('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
  ageColumn,
  ...containerColumns<StatefulSet>(({ spec }) => spec.template.spec?.containers ?? []),
]
