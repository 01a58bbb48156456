// How scales are listed. Upstream: pkg/printers/internalversion/printers.go printScale.
import type { Column, KubeObject } from '../../../machinery/kind.ts'
import { ageColumn, column } from '../../columns.ts'
import type { Scale } from './scale.v1.schema.ts'

type Shown = Scale & KubeObject
const integer = { type: 'integer' } as const

export const scaleColumns: readonly Column<Shown>[] = [
  column<Shown>('Name', ({ metadata }) => metadata.name),
  column<Shown>('Desired', ({ spec }) => spec?.replicas ?? 0, integer),
  column<Shown>('Available', ({ status }) => status?.replicas ?? 0, integer),
  ageColumn,
]
