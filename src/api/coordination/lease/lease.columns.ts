// How leases are listed. Upstream: pkg/printers/internalversion/printers.go printLease.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type { Lease } from './lease.schema.ts'

export const leaseColumns: readonly Column<Lease>[] = [
  nameColumn,
  {
    name: 'Holder',
    type: 'string',
    description: 'Who has the lease.',
    cell: (lease) => lease.spec.holderIdentity ?? '',
  },
  ageColumn,
]
