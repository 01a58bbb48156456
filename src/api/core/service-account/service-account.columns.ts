// How service accounts are listed. Upstream: pkg/printers/internalversion/printers.go printServiceAccount.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type { ServiceAccount } from './service-account.schema.ts'

export const serviceAccountColumns: readonly Column<ServiceAccount>[] = [
  nameColumn,
  {
    name: 'Secrets',
    type: 'string',
    description: 'Number of secrets that its pods may use.',
    cell: (account) => account.secrets?.length ?? 0,
  },
  ageColumn,
]
