// How replica sets are listed. Upstream: pkg/printers/internalversion/printers.go printReplicaSet.
import type { Column } from '../../../machinery/kind.ts'
import { formatLabelSelector } from '../../../machinery/selectors/labels.ts'
import { ageColumn, containerColumns, nameColumn } from '../../columns.ts'
import type { ReplicaSet } from './replica-set.schema.ts'

export const replicaSetColumns: readonly Column<ReplicaSet>[] = [
  nameColumn,
  {
    name: 'Desired',
    type: 'integer',
    description: 'Number of pods wanted.',
    cell: ({ spec }) => spec.replicas ?? 0,
  },
  {
    name: 'Current',
    type: 'integer',
    description: 'Number of pods that there are.',
    cell: ({ status }) => status?.replicas ?? 0,
  },
  {
    name: 'Ready',
    type: 'integer',
    description: 'Number of pods that are ready.',
    cell: ({ status }) => status?.readyReplicas ?? 0,
  },
  ageColumn,
  ...containerColumns<ReplicaSet>(({ spec }) => spec.template?.spec?.containers ?? []),
  {
    name: 'Selector',
    type: 'string',
    priority: 1,
    description: 'Labels of the pods that it counts as its own.',
    cell: ({ spec }) => formatLabelSelector(spec.selector),
  },
]
