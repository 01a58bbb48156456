// Lists of which a schema says that they are sets or maps have no item twice. Upstream: apiextensions-apiserver
// pkg/apiserver/schema/listtype/validation.go.
import { duplicate, type FieldError, invalid } from '../../../machinery/field-error.ts'
import { getKey, isJsonObject, setKey } from '../../../machinery/json-value.ts'
import { childPath, itemsOf, type JsonSchema, keyPath, propertyOf } from './json-schema.ts'

/** Nobody reads more. */
const faultLimit = 1000

export function validateListTypes(value: unknown, schema: JsonSchema, path = ''): FieldError[] {
  const faults: FieldError[] = []
  check(value, schema, { path, faults })
  return faults
}

interface At {
  readonly path: string
  readonly faults: FieldError[]
}

function check(value: unknown, schema: JsonSchema, at: At): void {
  const { path, faults } = at
  if (Array.isArray(value)) {
    const listType = schema['x-kubernetes-list-type']
    const keys = schema['x-kubernetes-list-map-keys'] ?? []
    const own =
      listType === 'set'
        ? repeated(value, value, path)
        : listType === 'map'
          ? mapFaults(value, keys, path)
          : []
    for (const fault of own) faults.push(fault)
    const items = itemsOf(schema)
    if (items === undefined) return
    for (const [index, item] of value.entries()) check(item, items, { path: `${path}[${index}]`, faults })
  } else if (isJsonObject(value)) {
    const { additionalProperties } = schema
    for (const key of Object.keys(value)) {
      const property = propertyOf(schema, key)
      if (property !== undefined) check(value[key], property, { path: childPath(path, key), faults })
      else if (typeof additionalProperties === 'object')
        check(value[key], additionalProperties, { path: keyPath(path, key), faults })
    }
  }
}

/** Faults where a key has been seen once before; told once, with `shown`. */
function repeated(keys: readonly unknown[], shown: readonly unknown[], path: string): FieldError[] {
  const seen = new Map<string, number>()
  const faults: FieldError[] = []
  for (const [index, key] of keys.entries()) {
    const text = canonical(key)
    const times = seen.get(text) ?? 0
    if (times === 1) faults.push(duplicate(`${path}[${index}]`, shown[index]))
    seen.set(text, times + 1)
    if (faults.length >= faultLimit) break
  }
  return faults
}

/** The same text for equal values. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'undefined'
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
  return `{${members.join(',')}}`
}

function mapFaults(list: readonly unknown[], names: readonly string[], path: string): FieldError[] {
  for (const [index, item] of list.entries()) {
    if (item !== null && !isJsonObject(item))
      return [invalid(`${path}[${index}]`, item, 'must be an object for an array of list-type map')]
  }
  const keys = list.map((item) => keyOf(item, names))
  return repeated(keys, keys, path)
}

/** The members by which an item of a map-like list is known; those that it lacks are left out. */
export function keyOf(item: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  const key: Record<string, unknown> = {}
  if (!isJsonObject(item)) return key
  for (const name of names) if (Object.hasOwn(item, name)) setKey(key, name, getKey(item, name))
  return key
}
