// How runtime classes are listed. Upstream: pkg/printers/internalversion/printers.go printRuntimeClass.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { RuntimeClass } from './runtime-class.schema.ts'

export const runtimeClassColumns: readonly Column<RuntimeClass>[] = [
  nameColumn,
  column<RuntimeClass>('Handler', ({ handler }) => handler),
  ageColumn,
]
