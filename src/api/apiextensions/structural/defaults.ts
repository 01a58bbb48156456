// Fills in the defaults that a schema states. Upstream: apiextensions-apiserver pkg/apiserver/schema/defaulting/algorithm.go
// and prunenulls.go.
import { cloneJson, isJsonObject, type JsonObject, setKey } from '../../../machinery/json-value.ts'
import { itemsOf, type JsonSchema, memberOf, propertiesOf, propertyOf } from './json-schema.ts'

/** Changes `value`: absent properties get their defaults, then nulls that mean nothing go. */
export function applyDefaults(value: unknown, schema: JsonSchema): void {
  fill(value, schema)
  dropNulls(value, schema)
}

function fill(value: unknown, schema: JsonSchema | undefined): void {
  if (schema === undefined) return
  if (Array.isArray(value)) fillItems(value, itemsOf(schema))
  else if (isJsonObject(value)) fillMembers(value, schema)
}

function fillItems(list: unknown[], items: JsonSchema | undefined): void {
  if (items === undefined) return
  for (let index = 0; index < list.length; index++) {
    if (isUnwantedNull(list[index], items)) list[index] = cloneJson(items.default ?? null)
    fill(list[index], items)
  }
}

function fillMembers(value: JsonObject, schema: JsonSchema): void {
  for (const [name, property] of propertiesOf(schema)) {
    if (property.default === undefined || property.default === null) continue
    if (!Object.hasOwn(value, name) || isUnwantedNull(value[name], property))
      setKey(value, name, cloneJson(property.default))
  }
  for (const key of Object.keys(value)) {
    const inner = memberOf(schema, key)
    if (inner === undefined) continue
    if (propertyOf(schema, key) === undefined && isUnwantedNull(value[key], inner))
      setKey(value, key, cloneJson(inner.default ?? null))
    fill(value[key], inner)
  }
}

function isUnwantedNull(value: unknown, schema: JsonSchema): boolean {
  return value === null && schema.nullable !== true
}

/** Nulls of properties that may not be null and have no default are as if they were absent. */
function dropNulls(value: unknown, schema: JsonSchema | undefined): void {
  if (schema === undefined) return
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    for (const item of value) dropNulls(item, items)
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      const property = propertyOf(schema, key)
      if (property !== undefined && property.default === undefined && isUnwantedNull(value[key], property))
        delete value[key]
      else dropNulls(value[key], memberOf(schema, key))
    }
  }
}
