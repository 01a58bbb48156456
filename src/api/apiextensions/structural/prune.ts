// Takes out of an object what its schema does not know. Upstream: apiextensions-apiserver
// pkg/apiserver/schema/pruning/algorithm.go.
import { isJsonObject, type JsonObject } from '../../../machinery/json-value.ts'
import {
  additionalOf,
  isEmbedded,
  itemsOf,
  type JsonSchema,
  keepsUnknown,
  metaFields,
  propertyOf,
} from './json-schema.ts'

interface Pruning {
  readonly unknown: string[] | undefined
  readonly path: (string | number)[]
}

export interface PruneOptions {
  /** The value is a resource: its type and metadata are not looked at. */
  readonly root?: boolean
  /** Gets the paths of what is taken out. */
  readonly unknown?: string[]
}

/** Changes `value`. */
export function prune(value: unknown, schema: JsonSchema | undefined, options: PruneOptions = {}): void {
  const { root = false, unknown } = options
  const top: JsonSchema | undefined = root ? { ...schema, 'x-kubernetes-embedded-resource': true } : schema
  visit(value, top, { unknown, path: [] })
  unknown?.sort()
}

function visit(value: unknown, schema: JsonSchema | undefined, pruning: Pruning): void {
  const keeps = schema !== undefined && keepsUnknown(schema)
  if (Array.isArray(value)) {
    const items = schema === undefined ? undefined : itemsOf(schema)
    // Where unknown fields stay, what no schema describes stays as a whole.
    if (items === undefined && keeps) return
    for (let index = 0; index < value.length; index++) below(index, value[index], { schema: items, pruning })
  } else if (isJsonObject(value)) visitObject(value, schema, { pruning, keeps })
}

function visitObject(
  value: JsonObject,
  schema: JsonSchema | undefined,
  context: { readonly pruning: Pruning; readonly keeps: boolean },
): void {
  const { pruning, keeps } = context
  const additional = schema && additionalOf(schema)
  for (const key of Object.keys(value)) {
    if (schema !== undefined && isEmbedded(schema) && metaFields.has(key)) continue
    const property = schema && propertyOf(schema, key)
    if (property !== undefined) below(key, value[key], { schema: property, pruning })
    else if (additional?.schema !== undefined) below(key, value[key], { schema: additional.schema, pruning })
    else if (keeps) continue
    else if (additional !== undefined) below(key, value[key], { schema: undefined, pruning })
    else {
      pruning.unknown?.push(pathText([...pruning.path, key]))
      delete value[key]
    }
  }
}

function below(
  part: string | number,
  value: unknown,
  { schema, pruning }: { readonly schema: JsonSchema | undefined; readonly pruning: Pruning },
): void {
  if (typeof value !== 'object' || value === null) return
  pruning.path.push(part)
  visit(value, schema, pruning)
  pruning.path.pop()
}

function pathText(path: readonly (string | number)[]): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}
