// How resource slices are listed. Upstream: pkg/printers/internalversion/printers.go printResourceSlice.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { ResourceSlice } from './resource-slice.schema.ts'

export const resourceSliceColumns: readonly Column<ResourceSlice>[] = [
  nameColumn,
  column<ResourceSlice>('Node', ({ spec }) => spec.nodeName ?? ''),
  column<ResourceSlice>('Driver', ({ spec }) => spec.driver),
  column<ResourceSlice>('Pool', ({ spec }) => spec.pool.name),
  ageColumn,
]

export function resourceSliceFields({ spec }: ResourceSlice): Readonly<Record<string, string>> {
  return { 'spec.nodeName': spec.nodeName ?? '', 'spec.driver': spec.driver }
}
