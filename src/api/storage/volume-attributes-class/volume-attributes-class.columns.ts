// How volume attributes classes are listed. Upstream: pkg/printers/internalversion/printers.go printVolumeAttributesClass.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { VolumeAttributesClass } from './volume-attributes-class.schema.ts'

export const volumeAttributesClassColumns: readonly Column<VolumeAttributesClass>[] = [
  nameColumn,
  column<VolumeAttributesClass>('DriverName', ({ driverName }) => driverName),
  ageColumn,
]
