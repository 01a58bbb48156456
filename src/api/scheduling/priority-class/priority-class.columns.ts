// How priority classes are listed. Upstream: pkg/printers/internalversion/printers.go printPriorityClass.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type { PriorityClass } from './priority-class.schema.ts'

export const priorityClassColumns: readonly Column<PriorityClass>[] = [
  nameColumn,
  {
    name: 'Value',
    type: 'integer',
    description: 'Priority that pods of this class get; more counts more.',
    cell: (priorityClass) => priorityClass.value ?? 0,
  },
  {
    name: 'Global-Default',
    type: 'boolean',
    description: 'Whether pods that name no class get this one.',
    cell: (priorityClass) => priorityClass.globalDefault ?? false,
  },
  ageColumn,
  {
    name: 'PreemptionPolicy',
    type: 'string',
    description: 'Whether pods of this class drive out pods of lower priority.',
    cell: (priorityClass) => priorityClass.preemptionPolicy ?? '',
  },
]
