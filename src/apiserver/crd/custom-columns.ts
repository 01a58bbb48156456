// Table columns as a definition states them. Upstream: apiextensions-apiserver
// pkg/registry/customresource/tableconvertor/tableconvertor.go.
import type { CustomResourceColumnDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.schema.ts'
import { nameColumn } from '../../api/columns.ts'
import { isRawNumber } from '../../machinery/json-value.ts'
import type { Column, KubeObject } from '../../machinery/kind.ts'
import { humanDuration } from '../../machinery/meta/time.ts'
import { decodeTime } from '../../machinery/schema/scalars.ts'
import { parseJsonPath } from './json-path.ts'

type Definition = CustomResourceColumnDefinition

const ageColumn: Definition = {
  name: 'Age',
  type: 'date',
  description: 'Time since the object was created.',
  jsonPath: '.metadata.creationTimestamp',
}

/** Name first. A path that cannot be read leaves the name alone, as upstream does. */
export function customColumns(definitions: readonly Definition[]): readonly Column<KubeObject>[] {
  const columns: Column<KubeObject>[] = [nameColumn]
  for (const definition of definitions.length === 0 ? [ageColumn] : definitions) {
    const column = columnOf(definition)
    if (column === undefined) return [nameColumn]
    columns.push(column)
  }
  return columns
}

function columnOf(definition: Definition): Column<KubeObject> | undefined {
  const { name, type, jsonPath, format = '', priority = 0 } = definition
  const path = parseJsonPath(jsonPath)
  if (path === undefined) return undefined
  const described = definition.description ?? ''
  return {
    name,
    type: type as Column<KubeObject>['type'],
    format,
    priority,
    description:
      described === '' ? `Custom resource definition column (in JSONPath format): ${jsonPath}` : described,
    raw: true,
    cell: (obj, nowMs) => cellOf(path(obj)[0], type, nowMs),
  }
}

type Cell = ReturnType<Column<KubeObject>['cell']>

function cellOf(value: unknown, type: string, nowMs: number): Cell {
  if (value === undefined || value === null) return null
  const number = isRawNumber(value) ? Number(value.rawJSON) : value
  switch (type) {
    case 'integer':
      return typeof number === 'number' ? Math.trunc(number) : null
    case 'number':
      return typeof number === 'number' ? number : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return typeof value === 'string' ? age(value, nowMs) : null
    default:
      return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

function age(text: string, nowMs: number): string {
  const time = decodeTime(text)
  return time === undefined ? '<invalid>' : humanDuration(nowMs - Date.parse(time))
}
