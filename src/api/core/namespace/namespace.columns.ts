// How namespaces are listed. Upstream: pkg/printers/internalversion/printers.go printNamespace.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type { Namespace } from './namespace.schema.ts'

export const namespaceColumns: readonly Column<Namespace>[] = [
  nameColumn,
  {
    name: 'Status',
    type: 'string',
    description: 'Active, or Terminating while its content is being deleted.',
    cell: (namespace) => namespace.status?.phase ?? '',
  },
  ageColumn,
]
