// How large what a schema describes may be, and how often it may be there, for estimating what rules cost.
// Upstream: apiserver pkg/cel/common/schemas.go SchemaDeclType, pkg/cel/limits.go; apiextensions-apiserver
// pkg/apiserver/schema/cel/compilation.go sizeEstimator.
import { byteLength } from '../names/validation.ts'
import type { Range } from './cost-range.ts'
import type { SizeOf } from './estimate-parts.ts'
import { escapeProperty, unescapeProperty } from './property-names.ts'
import { type JsonSchema, schemaType } from './schema-type.ts'

const maxRequestBytes = 3 * 1024 * 1024
/** Of a date with its time, or of a duration, in quotes. */
const maxTimeSize = 32
const dateSize = 12
const minDateTimeSize = 21
const minDurationSize = 3

const text: JsonSchema = { type: 'string' }
const metadata: JsonSchema = { type: 'object', properties: { name: text, generateName: text } }

/** Sizes by path; a path begins with the variable, whatever that is, and the rest is looked for below the rule's place. */
export function schemaSizes(schema: JsonSchema, { root }: { readonly root: boolean }): SizeOf {
  const known = new Map<string, Range | undefined>()
  const whole = asResource(schema, root)
  return (path) => {
    const key = path.join('\n')
    if (!known.has(key)) known.set(key, path.length === 0 ? undefined : sizeAt(whole, path.slice(1)))
    return known.get(key)
  }
}

function sizeAt(schema: JsonSchema, path: readonly string[]): Range | undefined {
  let current: JsonSchema | undefined = schema
  for (const [i, part] of path.entries()) {
    // Keys have no length of their own upstream.
    if (part === '@keys' && valuesOf(current) !== undefined)
      return i === path.length - 1 ? upTo(0) : undefined
    current = step(current, part)
    if (current === undefined) return undefined
  }
  return upTo(maxElements(current))
}

const upTo = (max: number): Range => ({ min: 0n, max: BigInt(max) })

function step(schema: JsonSchema, part: string): JsonSchema | undefined {
  if (isIntOrString(schema)) return undefined
  if (part === '@items' || part === '@values') {
    return schema.type === 'array' ? asSchema(schema.items) : valuesOf(schema)
  }
  const name = unescapeProperty(part)
  if (schema.type !== 'object' || valuesOf(schema) !== undefined || escapeProperty(name) !== part)
    return undefined
  const { properties = {} } = schema
  const found = Object.hasOwn(properties, name) ? properties[name] : undefined
  return found === undefined || schemaType(found) === undefined ? undefined : asResource(found, false)
}

/** With kind, apiVersion and metadata, where the schema leaves them to be understood. */
function asResource(schema: JsonSchema, root: boolean): JsonSchema {
  if (!root && schema['x-kubernetes-embedded-resource'] !== true) return schema
  const { kind, apiVersion, metadata: own } = schema.properties ?? {}
  const { name, generateName } = own?.properties ?? {}
  const stated = [kind, apiVersion, name, generateName].every((part) => part?.type === 'string')
  if (stated && own?.type === 'object') return schema
  return { ...schema, properties: { ...schema.properties, kind: text, apiVersion: text, metadata } }
}

function maxElements(schema: JsonSchema): number {
  const { maxItems, maxProperties, maxLength } = schema
  if (isIntOrString(schema)) return stringSize(maxLength)
  switch (schema.type) {
    case 'array':
      return clamp(maxItems) ?? Math.floor((maxRequestBytes - 2) / (minSize(asSchema(schema.items)) + 1))
    case 'object': {
      const values = valuesOf(schema)
      if (values === undefined) return 0
      return clamp(maxProperties) ?? Math.floor((maxRequestBytes - 2) / (minSize(values) + 6))
    }
    case 'string':
      return maxStringSize(schema)
    default:
      return 0
  }
}

function maxStringSize({ format, maxLength, enum: values = [] }: JsonSchema): number {
  switch (format) {
    case 'byte':
      return clamp(maxLength) ?? maxRequestBytes - 2
    case 'duration':
    case 'date-time':
      return maxTimeSize
    case 'date':
      return dateSize
  }
  if (maxLength !== undefined || values.length === 0) return stringSize(maxLength)
  return Math.max(0, ...values.map((value) => (typeof value === 'string' ? byteLength(value) : 0)))
}

/** A character may be four bytes. */
const stringSize = (maxLength: number | undefined): number =>
  (clamp(maxLength) ?? (maxRequestBytes - 2) / 4) * 4

const clamp = (limit: number | undefined): number | undefined =>
  limit === undefined ? undefined : Math.max(Number(limit), 0)

const minSizes = new WeakMap<JsonSchema, number>()

/** Bytes of JSON that such a value takes at the least. */
export function minSize(schema: JsonSchema | undefined): number {
  if (schema === undefined) return 0
  let size = minSizes.get(schema)
  if (size === undefined) {
    size = computeMinSize(schema)
    minSizes.set(schema, size)
  }
  return size
}

function computeMinSize(schema: JsonSchema): number {
  if (isIntOrString(schema)) return 1
  switch (schema.type) {
    case 'object':
      return valuesOf(schema) === undefined ? minObjectSize(schema) : 2
    case 'string':
      return minStringSizes.get(schema.format ?? '') ?? 2
    case 'boolean':
      return 4
    case 'number':
    case 'integer':
      return 1
    default:
      return 2
  }
}

const minStringSizes: ReadonlyMap<string, number> = new Map([
  ['duration', minDurationSize],
  ['date', dateSize],
  ['date-time', minDateTimeSize],
])

/** What is required and has no default is always written. */
function minObjectSize({ properties = {}, required = [] }: JsonSchema): number {
  let size = 2
  for (const name of new Set(required)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (property === undefined || property.default !== undefined || schemaType(property) === undefined)
      continue
    size += byteLength(name) + minSize(property) + 4
  }
  return size
}

/** How often such a value fits into one request. Upstream: compilation.go maxCardinality. */
export function maxCardinality(schema: JsonSchema): bigint {
  return BigInt(Math.floor(maxRequestBytes / (minSize(schema) + 1)))
}

function valuesOf({ type, additionalProperties }: JsonSchema): JsonSchema | undefined {
  return type === 'object' ? asSchema(additionalProperties) : undefined
}

const isIntOrString = (schema: JsonSchema): boolean => schema['x-kubernetes-int-or-string'] === true

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonSchema)
    : undefined
}
