// Where Go's decoder says that a value is: it names the embedded structs on the way, and neither the keys of maps nor the
// places in lists.
import { type Field, resolve, type Schema } from './schema.ts'

/** `spec.containers.livenessProbe.ProbeHandler.httpGet.port`, of a path below `root`. */
export function goPath(root: Schema, path: readonly (string | number)[]): string {
  const parts: string[] = []
  let schema: Schema | undefined = root
  for (const part of path) {
    const at: ReturnType<typeof resolve> | undefined = schema && resolve(schema)
    const field: Field | undefined = at?.type === 'object' ? fieldOf(at.fields, part) : undefined
    if (field !== undefined) parts.push(...(field.embedded ?? []), String(part))
    schema = field?.schema ?? innerSchema(at)
  }
  return parts.join('.')
}

function fieldOf(fields: Readonly<Record<string, Field>>, name: string | number): Field | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function innerSchema(at: ReturnType<typeof resolve> | undefined): Schema | undefined {
  if (at?.type === 'list') return at.items
  return at?.type === 'map' ? at.values : at?.type === 'object' ? undefined : at?.schemaOr?.get()
}
