// What was stored in the place of a part of the new object, as far as that can be told: members by their key, items of
// map-like lists by theirs. Upstream: apiserver pkg/cel/common/equality.go CorrelatedObject.
import { equalJson, getKey, isJsonObject, type JsonObject } from '../../../machinery/json-value.ts'
import { itemsOf, type JsonSchema, memberOf } from './json-schema.ts'
import { canonical, keyOf } from './list-types.ts'

/** The stored value; the wrapper tells nothing stored from a stored null. */
export interface Old {
  readonly value: unknown
}

export function correlatedMember({ value }: Old, key: string): Old | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? { value: getKey(value, key) } : undefined
}

const byKey = new WeakMap<object, Map<string, unknown>>()

export function correlatedItem({ value }: Old, schema: JsonSchema, item: unknown): Old | undefined {
  if (!Array.isArray(value) || schema['x-kubernetes-list-type'] !== 'map') return undefined
  const names = schema['x-kubernetes-list-map-keys'] ?? []
  let index = byKey.get(value)
  if (index === undefined) {
    index = new Map(value.map((old) => [canonical(keyOf(old, names)), old]))
    byKey.set(value, index)
  }
  const key = canonical(keyOf(item, names))
  return index.has(key) ? { value: index.get(key) } : undefined
}

/** Whether a value is what was stored in its place. What the schema says nothing of cannot be told, and so is not. */
export function isUnchanged(value: unknown, old: Old, schema: JsonSchema): boolean {
  if (Array.isArray(value)) return isUnchangedList(value, old, schema)
  return isJsonObject(value) ? isUnchangedObject(value, old, schema) : equalJson(value, old.value)
}

/** The order of a map-like list is of no account. */
function isUnchangedList(list: readonly unknown[], old: Old, schema: JsonSchema): boolean {
  if (!Array.isArray(old.value) || old.value.length !== list.length) return false
  if (schema['x-kubernetes-list-type'] !== 'map') return equalJson(list, old.value)
  const items = itemsOf(schema)
  return list.every((item) => {
    const before = correlatedItem(old, schema, item)
    return before !== undefined && items !== undefined && isUnchanged(item, before, items)
  })
}

function isUnchangedObject(value: JsonObject, old: Old, schema: JsonSchema): boolean {
  const keys = Object.keys(value)
  if (!isJsonObject(old.value) || Object.keys(old.value).length !== keys.length) return false
  return keys.every((key) => {
    const before = correlatedMember(old, key)
    const inner = memberOf(schema, key)
    return before !== undefined && inner !== undefined && isUnchanged(value[key], before, inner)
  })
}
