// The schema of a custom resource as its definition states it (JSONSchemaProps), and the ways through it. The declared type
// in custom-resource-definition.schema.ts refers to itself and so says less than this one.
import { getKey, isJsonObject, type JsonObject } from '../../../machinery/json-value.ts'

export interface ValidationRule {
  readonly rule: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: 'FieldValueRequired' | 'FieldValueDuplicate' | 'FieldValueInvalid' | 'FieldValueForbidden'
  readonly fieldPath?: string
  readonly optionalOldSelf?: boolean
}

export interface JsonSchema {
  readonly id?: string
  readonly $schema?: string
  readonly $ref?: string
  readonly description?: string
  readonly type?: string
  readonly format?: string
  readonly title?: string
  readonly default?: unknown
  readonly maximum?: number
  readonly exclusiveMaximum?: boolean
  readonly minimum?: number
  readonly exclusiveMinimum?: boolean
  readonly maxLength?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly maxItems?: number
  readonly minItems?: number
  readonly uniqueItems?: boolean
  readonly multipleOf?: number
  readonly enum?: readonly unknown[]
  readonly maxProperties?: number
  readonly minProperties?: number
  readonly required?: readonly string[]
  readonly items?: JsonSchema | readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly not?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly dependencies?: Readonly<Record<string, JsonSchema | readonly string[]>>
  readonly additionalItems?: JsonSchema | boolean
  readonly definitions?: Readonly<Record<string, JsonSchema>>
  readonly externalDocs?: object
  readonly example?: unknown
  readonly nullable?: boolean
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[]
}

export const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** The schema of a list's items. */
export function itemsOf({ items }: JsonSchema): JsonSchema | undefined {
  return items === undefined || Array.isArray(items) ? undefined : (items as JsonSchema)
}

/** The schema of one property, whatever it is called. */
export function propertyOf({ properties }: JsonSchema, name: string): JsonSchema | undefined {
  return properties === undefined ? undefined : (getKey(properties, name) as JsonSchema | undefined)
}

export function propertiesOf({ properties }: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return properties === undefined ? [] : Object.entries(properties)
}

/** Whether keys that are no properties stay, and by which schema. */
export function additionalOf({
  additionalProperties: given,
}: JsonSchema): { readonly schema: JsonSchema | undefined } | undefined {
  if (given === undefined || given === false) return undefined
  return { schema: typeof given === 'object' ? given : undefined }
}

export function keepsUnknown(schema: JsonSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true
}

export function isEmbedded(schema: JsonSchema): boolean {
  return schema['x-kubernetes-embedded-resource'] === true
}

export function isIntOrString(schema: JsonSchema): boolean {
  return schema['x-kubernetes-int-or-string'] === true
}

/** The schema of a member of an object. */
export function memberOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  return propertyOf(schema, key) ?? additionalOf(schema)?.schema
}

/** All schemas within, itself first. */
export function* allSchemas(schema: JsonSchema): Generator<JsonSchema> {
  const waiting = [schema]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next
    for (const part of partsOf(next)) waiting.push(part)
  }
}

function partsOf(schema: JsonSchema): readonly JsonSchema[] {
  const { items, additionalProperties, additionalItems } = schema
  const lists = [schema.allOf, schema.anyOf, schema.oneOf, Array.isArray(items) ? items : undefined]
  const maps = [schema.properties, schema.patternProperties, schema.definitions, schema.dependencies]
  const single = [schema.not, itemsOf(schema), additionalProperties, additionalItems]
  const inner: unknown[] = [
    ...single,
    ...lists.flatMap((list) => list ?? []),
    ...maps.flatMap((map) => Object.values(map ?? {})),
  ]
  return inner.filter((part) => isJsonObject(part)) as readonly JsonSchema[]
}

/** A path as field errors print it. */
export function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

export function keyPath(path: string, key: string): string {
  return `${path}[${key}]`
}

export type { JsonObject }
