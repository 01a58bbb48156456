// How storage capacities are listed. Upstream: pkg/printers/internalversion/printers.go printCSIStorageCapacity.
import type { Column } from '../../../machinery/kind.ts'
import { column, nameColumn } from '../../columns.ts'
import type { CSIStorageCapacity } from './csi-storage-capacity.schema.ts'

export const csiStorageCapacityColumns: readonly Column<CSIStorageCapacity>[] = [
  nameColumn,
  column<CSIStorageCapacity>('StorageClassName', ({ storageClassName }) => storageClassName),
  column<CSIStorageCapacity>('Capacity', ({ capacity }) => capacity ?? '<unset>'),
]
