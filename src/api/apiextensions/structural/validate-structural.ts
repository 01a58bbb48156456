// Whether a schema is structural: every field has a type outside of the logical junctors, so that pruning and defaulting
// know what to do. Upstream: apiextensions-apiserver pkg/apiserver/schema/validation.go, convert.go.
import {
  type FieldError,
  forbidden,
  formatFieldError,
  invalid,
  required,
} from '../../../machinery/field-error.ts'
import { equalJson } from '../../../machinery/json-value.ts'
import { compilePattern } from '../../../machinery/linear-pattern.ts'
import {
  isEmbedded,
  isIntOrString,
  itemsOf,
  type JsonSchema,
  keepsUnknown,
  keyPath,
  propertiesOf,
  propertyOf,
} from './json-schema.ts'

type Level = 'root' | 'item' | 'field'

interface Check {
  readonly faults: FieldError[]
}

/** Faults, sorted as upstream sorts them. */
export function validateStructural(schema: JsonSchema, path: string): FieldError[] {
  const check: Check = { faults: [] }
  invariants(schema, { level: 'root', path, check })
  completeness(schema, { path, check })
  const text = new Map(check.faults.map((fault) => [fault, formatFieldError(fault)]))
  return check.faults.sort((a, b) => ((text.get(a) ?? '') < (text.get(b) ?? '') ? -1 : 1))
}

interface At {
  readonly level: Level
  readonly path: string
  readonly check: Check
}

const intOrString: readonly JsonSchema[] = [{ type: 'integer' }, { type: 'string' }]

function invariants(schema: JsonSchema, at: At): void {
  const { level, path, check } = at
  const { faults } = check
  const items = itemsOf(schema)
  if (schema.type === 'array' && items === undefined)
    faults.push(required(`${path}.items`, 'must be specified'))
  if (items !== undefined) invariants(items, { level: 'item', path: `${path}.items`, check })
  for (const [name, property] of propertiesOf(schema))
    invariants(property, { level: 'field', path: keyPath(`${path}.properties`, name), check })
  const { additionalProperties: additional } = schema
  if (additional !== undefined) {
    if (level === 'root')
      faults.push(forbidden(`${path}.additionalProperties`, 'must not be used at the root'))
    if (typeof additional === 'object')
      invariants(additional, { level: 'field', path: `${path}.additionalProperties`, check })
  }
  extensionFaults(schema, path, faults)
  valueValidation(schema, at)
  typeFaults(schema, at)
  metadataFaults(schema, at)
}

function extensionFaults(schema: JsonSchema, path: string, faults: FieldError[]): void {
  if (!isIntOrString(schema)) return
  const text = 'must be false if x-kubernetes-int-or-string is true'
  if (keepsUnknown(schema)) faults.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, text))
  if (isEmbedded(schema)) faults.push(invalid(`${path}.x-kubernetes-embedded-resource`, true, text))
}

const emptyType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

function typeFaults(schema: JsonSchema, { level, path, check }: At): void {
  const { faults } = check
  const { type = '' } = schema
  const field = `${path}.type`
  if (isEmbedded(schema) && type !== 'object') {
    const text = 'must be object if x-kubernetes-embedded-resource is true'
    faults.push(type === '' ? required(field, text) : invalid(field, type, text))
  } else if (type === '' && !isIntOrString(schema) && !keepsUnknown(schema))
    faults.push(required(field, emptyType[level]))
  if (isEmbedded(schema) && schema.additionalProperties !== undefined)
    faults.push(
      forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'),
    )
  if (level === 'root' && type !== '' && type !== 'object')
    faults.push(invalid(field, type, 'must be object at the root'))
}

function metadataFaults(schema: JsonSchema, { level, path, check }: At): void {
  const { faults } = check
  const checked = level === 'root' || isEmbedded(schema)
  const at = (name: string) => keyPath(`${path}.properties`, name)
  for (const name of checked ? ['kind', 'apiVersion'] : []) {
    const property = propertyOf(schema, name)
    if (property !== undefined && property.type !== 'string')
      faults.push(invalid(`${at(name)}.type`, property.type ?? '', 'must be string'))
  }
  const metadata = propertyOf(schema, 'metadata')
  if (metadata !== undefined && checked && metadata.type !== 'object')
    faults.push(invalid(`${at('metadata')}.type`, metadata.type ?? '', 'must be object'))
  if (metadata !== undefined && level === 'root' && !isBareMetadata(metadata))
    faults.push(
      forbidden(
        at('metadata'),
        'must not specify anything other than name and generateName, but metadata is implicitly specified',
      ),
    )
  if (isEmbedded(schema) && !keepsUnknown(schema) && propertiesOf(schema).length === 0)
    faults.push(
      required(
        `${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    )
}

/** Nothing is said but what name and generateName look like. */
function isBareMetadata(schema: JsonSchema): boolean {
  const { type: _type, default: _default, properties, ...rest } = schema
  const names = Object.keys(properties ?? {})
  return (
    names.every((name) => name === 'name' || name === 'generateName') &&
    Object.values(rest).every((value) => value === undefined)
  )
}

/** What a logical junctor may say, and what only the structure may. */
function valueValidation(schema: JsonSchema, at: At & { readonly skipAnyOf?: boolean }): void {
  const { path, check, level } = at
  const { anyOf = [], allOf = [], oneOf = [], not } = schema
  const outer = at.skipAnyOf === undefined
  const skipAnyOf = at.skipAnyOf ?? equalJson(anyOf, intOrString)
  const skipFirst = outer && equalJson(allOf[0]?.anyOf ?? [], intOrString)
  const visit = (inner: JsonSchema, where: string, skip = false) =>
    nested(inner, { level, path: `${path}.${where}`, check, skipAnyOf: skip })
  if (!skipAnyOf) for (const [i, inner] of anyOf.entries()) visit(inner, `anyOf[${i}]`)
  for (const [i, inner] of allOf.entries()) visit(inner, `allOf[${i}]`, skipFirst && i === 0)
  for (const [i, inner] of oneOf.entries()) visit(inner, `oneOf[${i}]`)
  if (not !== undefined) visit(not, 'not')
  const { pattern = '' } = schema
  if (pattern === '') return
  const compiled = compilePattern(pattern)
  if (compiled.ok) return
  const text = `must be a valid regular expression, but isn't: ${compiled.fault}`
  check.faults.push(invalid(`${path}.pattern`, pattern, text))
}

const mustBeEmpty: readonly (readonly [keyof JsonSchema, string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['externalDocs', 'must be undefined to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
]

function nested(schema: JsonSchema, at: At & { readonly skipAnyOf: boolean }): void {
  const { path, check } = at
  valueValidation(schema, at)
  const items = itemsOf(schema)
  const inner = { level: at.level, check, skipAnyOf: false }
  if (items !== undefined) nested(items, { ...inner, path: `${path}.items` })
  for (const [name, property] of propertiesOf(schema))
    nested(property, { ...inner, level: 'field', path: keyPath(`${path}.properties`, name) })
  for (const [name, text] of mustBeEmpty) {
    const value = schema[name]
    if (value !== undefined && value !== false && value !== '')
      check.faults.push(forbidden(`${path}.${name}`, text))
  }
  if (propertyOf(schema, 'metadata') !== undefined)
    check.faults.push(
      forbidden(keyPath(`${path}.properties`, 'metadata'), 'must not be specified in a nested context'),
    )
}

/** Every field that a junctor speaks of is also specified outside of it. Upstream: complete.go. */
function completeness(schema: JsonSchema, at: { readonly path: string; readonly check: Check }): void {
  const { path, check } = at
  for (const inner of junctors(schema))
    complete(inner.schema, schema, { path: `${path}.${inner.where}`, check })
  const items = itemsOf(schema)
  if (items !== undefined) completeness(items, { path: `${path}.items`, check })
  for (const [name, property] of propertiesOf(schema))
    completeness(property, { path: keyPath(`${path}.properties`, name), check })
  if (typeof schema.additionalProperties === 'object')
    completeness(schema.additionalProperties, { path: `${path}.additionalProperties`, check })
}

function junctors(schema: JsonSchema): { readonly schema: JsonSchema; readonly where: string }[] {
  const found: { schema: JsonSchema; where: string }[] = []
  for (const name of ['allOf', 'anyOf', 'oneOf'] as const)
    for (const [i, inner] of (schema[name] ?? []).entries())
      found.push({ schema: inner, where: `${name}[${i}]` })
  if (schema.not !== undefined) found.push({ schema: schema.not, where: 'not' })
  return found
}

function complete(
  inner: JsonSchema,
  outer: JsonSchema | undefined,
  at: { readonly path: string; readonly check: Check },
): void {
  const { path, check } = at
  if (outer === undefined) {
    const place = path.replace(/\.(?:allOf|anyOf|oneOf)\[\d+\]|\.not(?=[.[]|$)/g, '')
    check.faults.push(required(place, `because it is defined in ${path}`))
    return
  }
  for (const part of junctors(inner)) complete(part.schema, outer, { path: `${path}.${part.where}`, check })
  const items = itemsOf(inner)
  if (items !== undefined) complete(items, itemsOf(outer), { path: `${path}.items`, check })
  for (const [name, property] of propertiesOf(inner))
    complete(property, propertyOf(outer, name), { path: keyPath(`${path}.properties`, name), check })
}
