// Tables as `kubectl get` shows them, from the kind's columns. Upstream: apiserver pkg/registry/rest/table.go and
// pkg/printers.
import type { Column, Kind, KubeObject, RowCondition } from '../../machinery/kind.ts'
import { humanDuration } from '../../machinery/meta/time.ts'
import { badRequest } from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import type { Resource } from '../registry/resource.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { queryValue } from '../request/path.ts'
import { partialMetadata } from './partial-metadata.ts'

export interface TableContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly nowMs: number
  readonly metadata: Readonly<Record<string, unknown>>
  /** Watch events after the first leave the definitions out. */
  readonly withoutDefinitions?: boolean
}

export interface Row {
  readonly cells: readonly unknown[]
  readonly conditions?: readonly RowCondition[]
  readonly object?: unknown
}

const nameDescription =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.'
const ageDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created.'

const defaultColumns: readonly Column<KubeObject>[] = [
  {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: nameDescription,
    cell: ({ metadata }) => metadata.name,
  },
  {
    name: 'Created At',
    type: 'date',
    description: ageDescription,
    cell: ({ metadata }) => metadata.creationTimestamp,
  },
]

function columnsOf(kind: Kind): readonly Column<KubeObject>[] {
  return kind.columns ?? defaultColumns
}

/** The definitions as clients expect them: every field there. */
function definitions(columns: readonly Column<KubeObject>[]): unknown[] {
  return columns.map(({ name, type, format = '', description = '', priority = 0, raw }) => ({
    name,
    type: type === 'date' && raw !== true ? 'string' : type,
    format: type === 'date' && format === '' ? '' : format,
    description,
    priority,
  }))
}

export function tableOf(entries: readonly Entry[], context: TableContext): unknown {
  const row = tableRow(context)
  return { ...tableHead(context), rows: entries.map((entry) => row(context.resource.objectOf(entry))) }
}

/** The table of a body that is no resource of its own: a scale. */
export function bodyTable<T extends KubeObject>(
  obj: T,
  columns: readonly Column<T>[],
  { request, nowMs }: Pick<TableContext, 'request' | 'nowMs'>,
): object {
  const { resourceVersion } = obj.metadata
  const shown = columns as readonly Column<KubeObject>[]
  const rows = [rowOf(obj, { columns: shown, include: includeObject(request), nowMs, request })]
  return { ...headOf(request, { resourceVersion }, definitions(shown)), rows }
}

/** The table without its rows. */
export function tableHead({ request, resource, metadata, withoutDefinitions }: TableContext): object {
  return headOf(request, metadata, withoutDefinitions === true ? null : definitions(columnsOf(resource.kind)))
}

function headOf({ accept }: ApiRequest, metadata: object, columnDefinitions: unknown[] | null): object {
  return { kind: 'Table', apiVersion: accept.asVersion, metadata, columnDefinitions }
}

/** Makes an object's row. */
export function tableRow(
  context: Pick<TableContext, 'request' | 'resource' | 'nowMs'>,
): (obj: KubeObject) => Row {
  const { request, resource, nowMs } = context
  const { kind } = resource
  const row = { columns: columnsOf(kind), include: includeObject(request), nowMs, request }
  return (obj) => rowOf(obj, row, kind.rowConditions?.(obj))
}

type Include = 'None' | 'Metadata' | 'Object'

function includeObject(request: ApiRequest): Include {
  const text = queryValue(request.query, 'includeObject')
  if (text === '') return 'Metadata'
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text
  const why = "must be 'Metadata', 'Object', 'None', or empty"
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: ${why}`,
  )
}

interface RowContext {
  readonly columns: readonly Column<KubeObject>[]
  readonly include: Include
  readonly nowMs: number
  readonly request: ApiRequest
}

function rowOf(obj: KubeObject, context: RowContext, conditions: readonly RowCondition[] = []): Row {
  const cells = context.columns.map((column) => cellOf(column, obj, context.nowMs))
  const told = { cells, ...(conditions.length > 0 && { conditions }) }
  if (context.include === 'None') return told
  const object = context.include === 'Object' ? obj : partialMetadata(obj, context.request.accept.asVersion)
  return { ...told, object }
}

/** A date's cell is shown as an age. */
function cellOf(column: Column<KubeObject>, obj: KubeObject, nowMs: number): unknown {
  const value = column.cell(obj, nowMs)
  if (column.type !== 'date' || column.raw === true || column.name === 'Created At') return value
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
    ? humanDuration(nowMs - Date.parse(value))
    : (value ?? '<unknown>')
}
