// The type of what a JSON schema describes, for the rules of custom resources: fields, maps, lists, formats. Upstream:
// apiserver pkg/cel/common/schemas.go SchemaDeclType. Fields are found when an expression names them.
import {
  bool,
  bytes,
  type CelType,
  double,
  duration,
  dyn,
  int,
  type ListType,
  lazyObjectType,
  mapOf,
  type ObjectField,
  string,
  timestamp,
} from './cel-type.ts'
import { escapeProperty, unescapeProperty } from './property-names.ts'

/** What is read of a schema: OpenAPI v3 as custom resource definitions have it. */
export interface JsonSchema {
  readonly type?: string | undefined
  readonly format?: string | undefined
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined
  readonly additionalProperties?: unknown
  readonly items?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[] | undefined
  readonly required?: readonly string[] | undefined
  readonly maxItems?: number | undefined
  readonly maxLength?: number | undefined
  readonly maxProperties?: number | undefined
  readonly 'x-kubernetes-int-or-string'?: boolean | undefined
  readonly 'x-kubernetes-embedded-resource'?: boolean | undefined
  readonly 'x-kubernetes-list-type'?: string | undefined
  readonly 'x-kubernetes-list-map-keys'?: readonly string[] | undefined
}

const typeMeta: Readonly<Record<string, JsonSchema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
}
const metadata: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, generateName: { type: 'string' } },
}

export interface SchemaTypeOptions {
  /** The schema of a whole resource: metadata, kind and apiVersion are there whether it says so or not. */
  readonly root?: boolean
  /** As texts call the type. */
  readonly name?: string
}

/** undefined where expressions cannot look into the value at all, as when the schema gives no type. */
export function schemaType(schema: JsonSchema, options: SchemaTypeOptions = {}): CelType | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) return dyn
  switch (schema.type) {
    case 'array':
      return arrayType(schema, options)
    case 'object':
      return mappedType(schema, options)
    case 'string':
      return stringType(schema)
    case 'boolean':
      return bool
    case 'number':
      return double
    case 'integer':
      return int
    default:
      return undefined
  }
}

function stringType({ format }: JsonSchema): CelType {
  switch (format) {
    case 'byte':
      return bytes
    case 'duration':
      return duration
    case 'date-time':
    case 'date':
      return timestamp
    default:
      return string
  }
}

function arrayType(schema: JsonSchema, { name = 'object' }: SchemaTypeOptions): ListType | undefined {
  const items = asSchema(schema.items)
  const elem = items === undefined ? undefined : schemaType(items, { name: `${name}.@idx` })
  if (elem === undefined) return undefined
  const kind = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys']
  if (kind === 'set') return { kind: 'list', elem, listType: 'set' }
  return kind === 'map'
    ? { kind: 'list', elem, listType: 'map', ...(keys && { keys }) }
    : { kind: 'list', elem }
}

function mappedType(schema: JsonSchema, options: SchemaTypeOptions): CelType | undefined {
  const values = asSchema(schema.additionalProperties)
  if (values !== undefined && schema.properties === undefined) {
    const value = schemaType(values, { name: `${options.name ?? 'object'}.@elem` })
    return value === undefined ? undefined : mapOf(string, value)
  }
  return structType(schema, options)
}

function structType(schema: JsonSchema, { root = false, name = 'object' }: SchemaTypeOptions): CelType {
  const isResource = root || schema['x-kubernetes-embedded-resource'] === true
  const { properties = {} } = schema
  const find = (field: string): ObjectField | undefined => {
    const key = unescapeProperty(field)
    if (escapeProperty(key) !== field) return undefined
    const found =
      isResource && key === 'metadata'
        ? metadata
        : Object.hasOwn(properties, key)
          ? properties[key]
          : isResource && Object.hasOwn(typeMeta, key)
            ? typeMeta[key]
            : undefined
    const type = found === undefined ? undefined : schemaType(found, { name: `${name}.${field}` })
    return type === undefined ? undefined : { key, type }
  }
  return lazyObjectType(name, find)
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : undefined
}
