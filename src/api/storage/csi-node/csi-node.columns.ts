// How CSI nodes are listed. Upstream: pkg/printers/internalversion/printers.go printCSINode.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { CSINode } from './csi-node.schema.ts'

export const csiNodeColumns: readonly Column<CSINode>[] = [
  nameColumn,
  column<CSINode>('Drivers', ({ spec }) => spec.drivers.length, { type: 'integer' }),
  ageColumn,
]
