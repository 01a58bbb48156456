// How CSI drivers are listed. Upstream: pkg/printers/internalversion/printers.go printCSIDriver.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn, orNone } from '../../columns.ts'
import type { CSIDriver } from './csi-driver.schema.ts'

const boolean = { type: 'boolean' } as const

export const csiDriverColumns: readonly Column<CSIDriver>[] = [
  nameColumn,
  column<CSIDriver>('AttachRequired', ({ spec }) => spec.attachRequired ?? true, boolean),
  column<CSIDriver>('PodInfoOnMount', ({ spec }) => spec.podInfoOnMount ?? false, boolean),
  column<CSIDriver>('StorageCapacity', ({ spec }) => spec.storageCapacity ?? false, boolean),
  column<CSIDriver>('TokenRequests', ({ spec }) =>
    spec.tokenRequests === undefined
      ? '<unset>'
      : spec.tokenRequests.map(({ audience }) => audience).join(','),
  ),
  column<CSIDriver>('RequiresRepublish', ({ spec }) => spec.requiresRepublish ?? false, boolean),
  column<CSIDriver>('Modes', ({ spec }) => orNone((spec.volumeLifecycleModes ?? []).join(','))),
  ageColumn,
]
