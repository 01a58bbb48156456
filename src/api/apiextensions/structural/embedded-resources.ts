// Objects within a custom resource that are resources themselves: their type and metadata are read as everywhere else.
// Upstream: apiextensions-apiserver pkg/apiserver/schema/objectmeta.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { cloneJson, isJsonObject, type JsonObject } from '../../../machinery/json-value.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { type MetaFields, validateObjectMeta } from '../../../machinery/meta-validation.ts'
import { isDNS1035Label, nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { DecodeError, decode } from '../../../machinery/schema/decode.ts'
import {
  allSchemas,
  childPath,
  isEmbedded,
  itemsOf,
  type JsonSchema,
  keyPath,
  memberOf,
  propertyOf,
} from './json-schema.ts'

type Visit = (resource: JsonObject, path: string) => void

const embedding = new WeakMap<JsonSchema, boolean>()

/** Whether there is anything to visit, found once a schema. */
function embedsResources(schema: JsonSchema): boolean {
  let found = embedding.get(schema)
  if (found === undefined) {
    found = allSchemas(schema).some(isEmbedded)
    embedding.set(schema, found)
  }
  return found
}

/** Calls `visit` for every resource within, and for the value itself where its schema says so. Paths are those of field errors. */
export function visitEmbedded(value: unknown, schema: JsonSchema, visit: Visit): void {
  if (embedsResources(schema)) walk(value, schema, { path: '', visit })
}

function walk(
  value: unknown,
  schema: JsonSchema | undefined,
  at: { readonly path: string; readonly visit: Visit },
): void {
  if (schema === undefined) return
  const { path, visit } = at
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      walk(item, itemsOf(schema), { path: `${path}[${index}]`, visit })
  } else if (isJsonObject(value)) {
    if (isEmbedded(schema)) visit(value, path)
    for (const key of Object.keys(value))
      walk(value[key], memberOf(schema, key), { path: memberPath(schema, path, key), visit })
  }
}

function memberPath(schema: JsonSchema, path: string, key: string): string {
  return propertyOf(schema, key) === undefined ? keyPath(path, key) : childPath(path, key)
}

export interface CoerceOptions {
  /** Metadata that cannot be read loses the fields that are wrong: for what is stored already. */
  readonly dropMalformed: boolean
  /** Gets the paths of metadata that is unknown. */
  readonly unknown?: string[]
}

/** Brings metadata of embedded resources into its form. Throws DecodeError where it has none. */
export function coerceEmbedded(value: unknown, schema: JsonSchema, options: CoerceOptions): void {
  visitEmbedded(value, schema, (resource, path) => coerceResource(resource, path, options))
}

function coerceResource(resource: JsonObject, path: string, options: CoerceOptions): void {
  for (const name of ['apiVersion', 'kind'] as const) {
    if (!Object.hasOwn(resource, name) || typeof resource[name] === 'string') continue
    if (!options.dropMalformed)
      throw new DecodeError(
        `${childPath(path, name)}: Invalid value: ${JSON.stringify(resource[name])}: must be a string`,
      )
    delete resource[name]
  }
  if (!Object.hasOwn(resource, 'metadata')) return
  const { value, unknown } = readMeta(resource.metadata, options.dropMalformed)
  resource.metadata = value
  for (const field of unknown) options.unknown?.push(childPath(path, `metadata.${field}`))
}

/** Metadata by its schema. Throws DecodeError unless what is wrong may be dropped. */
export function readMeta(
  given: unknown,
  dropMalformed: boolean,
): { readonly value: MetaFields; readonly unknown: readonly string[] } {
  try {
    return decode<MetaFields>(objectMeta, cloneJson(given))
  } catch (error) {
    if (!(error instanceof DecodeError) || !dropMalformed) throw error
  }
  const kept: JsonObject = {}
  for (const key of isJsonObject(given) ? Object.keys(given) : []) {
    try {
      Object.assign(kept, decode<object>(objectMeta, { [key]: cloneJson((given as JsonObject)[key]) }).value)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
  }
  return { value: kept as MetaFields, unknown: [] }
}

/** Faults of embedded resources. */
export function validateEmbedded(value: unknown, schema: JsonSchema): FieldError[] {
  const faults: FieldError[] = []
  visitEmbedded(value, schema, (resource, path) => faults.push(...resourceFaults(resource, path)))
  return faults
}

function resourceFaults(resource: JsonObject, path: string): FieldError[] {
  const { apiVersion, kind, metadata } = resource
  return [
    ...apiVersionFaults(apiVersion, childPath(path, 'apiVersion')),
    ...kindFaults(kind, childPath(path, 'kind')),
    ...(metadata === undefined ? [] : metaFaults(metadata, childPath(path, 'metadata'))),
  ]
}

function apiVersionFaults(value: unknown, field: string): FieldError[] {
  const fault = textFault(value, field)
  if (fault !== undefined) return [fault]
  const slashes = String(value).split('/').length - 1
  return slashes > 1 ? [invalid(field, value, `unexpected GroupVersion string: ${value}`)] : []
}

function kindFaults(value: unknown, field: string): FieldError[] {
  const fault = textFault(value, field)
  if (fault !== undefined) return [fault]
  const faults = isDNS1035Label(String(value).toLowerCase())
  if (faults.length === 0) return []
  return [invalid(field, value, `may have mixed case, but should otherwise match: ${faults.join(',')}`)]
}

function metaFaults(metadata: unknown, path: string): FieldError[] {
  try {
    const { value } = readMeta(metadata, false)
    const named = (value.name ?? '') === '' ? { ...value, name: 'fakename' } : value
    const namespaced = (named.namespace ?? '') !== ''
    return validateObjectMeta(named, { namespaced, validateName: nameIsPathSegment, path })
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return [invalid(path, metadata, error.message)]
  }
}

function textFault(value: unknown, field: string): FieldError | undefined {
  if (value === undefined) return required(field)
  if (typeof value !== 'string') return invalid(field, value, 'must be a string')
  return value === '' ? invalid(field, value, 'must not be empty') : undefined
}
