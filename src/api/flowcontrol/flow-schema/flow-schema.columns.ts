// How flow schemas are listed. Upstream: pkg/printers/internalversion/printers.go printFlowSchema.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn, orNone } from '../../columns.ts'
import type { FlowSchema } from './flow-schema.schema.ts'

/** As they are tried. Upstream: apiserver pkg/util/apihelpers FlowSchemaSequence. */
export function byPrecedence(a: FlowSchema, b: FlowSchema): number {
  const difference = (a.spec.matchingPrecedence ?? 0) - (b.spec.matchingPrecedence ?? 0)
  if (difference !== 0) return difference
  return a.metadata.name < b.metadata.name ? -1 : 1
}

export const flowSchemaColumns: readonly Column<FlowSchema>[] = [
  nameColumn,
  {
    name: 'PriorityLevel',
    type: 'string',
    description: 'The priority level that requests of this schema run at.',
    cell: ({ spec }) => orNone(spec.priorityLevelConfiguration.name),
  },
  {
    name: 'MatchingPrecedence',
    type: 'string',
    description: 'Schemas are tried in the order of this number, the smallest first.',
    cell: ({ spec }) => spec.matchingPrecedence ?? 0,
  },
  {
    name: 'DistinguisherMethod',
    type: 'string',
    description: 'What tells the flows of this schema apart.',
    cell: ({ spec }) => orNone(spec.distinguisherMethod?.type),
  },
  ageColumn,
  {
    name: 'MissingPL',
    type: 'string',
    description: 'Whether the priority level is missing.',
    cell: ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  },
]
