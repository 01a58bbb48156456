// How config maps are listed. Upstream: pkg/printers/internalversion/printers.go printConfigMap.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import type { ConfigMap } from './config-map.schema.ts'

export const configMapColumns: readonly Column<ConfigMap>[] = [
  nameColumn,
  {
    name: 'Data',
    type: 'string',
    description: 'Number of keys.',
    cell: (map) => Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
  },
  ageColumn,
]
