// What was stored in the place of a part of the new object, as far as that can be told: members by their key, items of
// map-like lists by theirs. Upstream: apiserver pkg/cel/common/equality.go CorrelatedObject.
import { getKey, isJsonObject } from '../../../machinery/json-value.ts'
import type { JsonSchema } from './json-schema.ts'
import { canonical, keyOf } from './list-types.ts'

/** The stored value; the wrapper tells nothing stored from a stored null. */
export interface Old {
  readonly value: unknown
}

export function correlatedMember({ value }: Old, schema: JsonSchema, key: string): Old | undefined {
  if (schema['x-kubernetes-map-type'] === 'atomic') return undefined
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
