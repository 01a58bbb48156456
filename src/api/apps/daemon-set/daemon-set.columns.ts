// How daemon sets are listed. Upstream: pkg/printers/internalversion/printers.go printDaemonSet.
import type { Column } from '../../../machinery/kind.ts'
import { formatLabelSelector } from '../../../machinery/selectors/labels.ts'
import { ageColumn, containerColumns, labelsText, nameColumn } from '../../columns.ts'
import type { DaemonSet, DaemonSetStatus } from './daemon-set.schema.ts'

function count(name: string, field: keyof DaemonSetStatus & string, description: string): Column<DaemonSet> {
  return { name, type: 'integer', description, cell: ({ status }) => Number(status?.[field] ?? 0) }
}

export const daemonSetColumns: readonly Column<DaemonSet>[] = [
  nameColumn,
  count('Desired', 'desiredNumberScheduled', 'Number of nodes that should run a pod.'),
  count('Current', 'currentNumberScheduled', 'Number of those nodes that do.'),
  count('Ready', 'numberReady', 'Number of nodes with a pod that is ready.'),
  count('Up-to-date', 'updatedNumberScheduled', 'Number of nodes with a pod of the current template.'),
  count('Available', 'numberAvailable', 'Number of nodes with a pod that has been ready for long enough.'),
  {
    name: 'Node Selector',
    type: 'string',
    description: 'Labels of the nodes that should run a pod.',
    cell: ({ spec }) => labelsText(spec.template.spec?.nodeSelector),
  },
  ageColumn,
  ...containerColumns<DaemonSet>(({ spec }) => spec.template.spec?.containers ?? []),
  {
    name: 'Selector',
    type: 'string',
    priority: 1,
    description: 'Labels of the pods that it counts as its own.',
    cell: ({ spec }) => formatLabelSelector(spec.selector),
  },
]
