// Paths to fields as definitions give them for field selectors and validation rules: `.spec.host`, `.map['a.b']`.
// Upstream: apiextensions-apiserver pkg/apiserver/schema/cel/validation.go ValidFieldPath.
import { additionalOf, itemsOf, type JsonSchema, propertyOf } from './json-schema.ts'

export interface FieldPath {
  readonly parts: readonly string[]
  /** What the path leads to. */
  readonly schema: JsonSchema | undefined
  readonly fault: string | undefined
}

const part = /\.([A-Za-z_$][A-Za-z0-9_$-]*)|\['((?:[^'\\]|\\.)*)'\]/y

/** Follows a path through a schema. `lists` lets it lead into lists by index. */
export function schemaAtPath(
  path: string,
  schema: JsonSchema,
  { lists }: { readonly lists: boolean },
): FieldPath {
  const parts = splitPath(path)
  if (parts === undefined || parts.length === 0)
    return { parts: [], schema: undefined, fault: 'expected a path such as .spec.field' }
  let current: JsonSchema | undefined = schema
  for (const name of parts) {
    const fault = lists ? undefined : listFault(current)
    if (fault !== undefined) return { parts, schema: undefined, fault }
    current = current && below(current, name)
    if (current === undefined) return { parts, schema: undefined, fault: 'does not refer to a valid field' }
  }
  return { parts, schema: current, fault: undefined }
}

function listFault(schema: JsonSchema | undefined): string | undefined {
  return schema?.type === 'array' ? 'array notation is not allowed' : undefined
}

function below(schema: JsonSchema, name: string): JsonSchema | undefined {
  if (schema.type === 'array') return /^\d+$/.test(name) ? itemsOf(schema) : undefined
  return propertyOf(schema, name) ?? additionalOf(schema)?.schema
}

/** The names on a path; undefined where it is none. */
export function splitPath(path: string): readonly string[] | undefined {
  const parts: string[] = []
  part.lastIndex = 0
  while (part.lastIndex < path.length) {
    const match = part.exec(path)
    if (match === null) return undefined
    parts.push(match[1] ?? (match[2] ?? '').replace(/\\(.)/g, '$1'))
  }
  return parts
}
