// How secrets are listed: how many keys, never what they hold.
// Upstream: pkg/printers/internalversion/printers.go printSecret.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type { Secret } from './secret.schema.ts'

export const secretColumns: readonly Column<Secret>[] = [
  nameColumn,
  {
    name: 'Type',
    type: 'string',
    description: 'What the data is, so that programs can find what they look for.',
    cell: (secret) => secret.type ?? '',
  },
  {
    name: 'Data',
    type: 'string',
    description: 'Number of keys.',
    cell: (secret) => Object.keys(secret.data ?? {}).length,
  },
  ageColumn,
]
