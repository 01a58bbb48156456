// How priority levels are listed. Upstream: pkg/printers/internalversion/printers.go printPriorityLevelConfiguration.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type {
  PriorityLevelConfiguration,
  QueuingConfiguration,
} from './priority-level-configuration.schema.ts'

export const priorityLevelConfigurationColumns: readonly Column<PriorityLevelConfiguration>[] = [
  nameColumn,
  {
    name: 'Type',
    type: 'string',
    description: 'Whether requests of this level are limited.',
    cell: ({ spec }) => spec.type,
  },
  {
    name: 'NominalConcurrencyShares',
    type: 'string',
    description: "The level's part of the server's seats, relative to that of the others.",
    cell: ({ spec }) => spec.limited?.nominalConcurrencyShares ?? '<none>',
  },
  queuingColumn('Queues', 'queues', 'Queues that the flows of this level share.'),
  queuingColumn('HandSize', 'handSize', 'Queues that one flow may wait in.'),
  queuingColumn('QueueLengthLimit', 'queueLengthLimit', 'Requests that may wait in one queue.'),
  ageColumn,
]

function queuingColumn(
  name: string,
  field: keyof QueuingConfiguration,
  description: string,
): Column<PriorityLevelConfiguration> {
  return {
    name,
    type: 'string',
    description,
    cell: ({ spec }) => spec.limited?.limitResponse?.queuing?.[field] ?? '<none>',
  }
}
