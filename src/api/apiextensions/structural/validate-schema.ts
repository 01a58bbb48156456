// What a schema of a custom resource may say. Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go
// ValidateCustomResourceDefinitionOpenAPISchema.
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { schemaAtPath } from './field-path.ts'
import {
  isEmbedded,
  itemsOf,
  type JsonSchema,
  keyPath,
  metaFields,
  propertiesOf,
  propertyOf,
  type ValidationRule,
} from './json-schema.ts'

interface At {
  readonly path: string
  readonly root: boolean
  /** Of a resource's own type or metadata. */
  readonly inMeta: boolean
  /** Why there may be no defaults here. */
  readonly noDefaults: string | undefined
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'] as const

export function validateSchema(schema: JsonSchema, path: string): FieldError[] {
  const faults: FieldError[] = []
  visit(schema, { path, root: true, inMeta: false, noDefaults: undefined }, faults)
  return faults
}

function visit(schema: JsonSchema, at: At, faults: FieldError[]): void {
  const own = [
    ...standardFaults(schema, at),
    ...junctionFaults(schema, at.path),
    ...extensionFaults(schema, at.path),
    ...listFaults(schema, at.path),
    ...(schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
      ruleFaults(rule, schema, `${at.path}.x-kubernetes-validations[${index}]`),
    ),
  ]
  for (const fault of own) faults.push(fault)
  for (const part of partsOf(schema, at)) visit(part.schema, part.at, faults)
}

function* partsOf(schema: JsonSchema, at: At): Generator<{ readonly schema: JsonSchema; readonly at: At }> {
  const { path, inMeta } = at
  const below = (where: string): At => ({ ...at, root: false, path: `${path}.${where}` })
  const { additionalProperties, items } = schema
  if (typeof additionalProperties === 'object') {
    const inner = below('additionalProperties')
    const why = 'inside additionalProperties applying to object metadata'
    yield { schema: additionalProperties, at: inMeta ? { ...inner, noDefaults: why } : inner }
  }
  for (const [name, property] of propertiesOf(schema)) {
    const inner = below(keyPath('properties', name))
    const meta = (at.root || isEmbedded(schema)) && metaFields.has(name)
    yield {
      schema: property,
      at: {
        ...inner,
        inMeta: inMeta || meta,
        noDefaults: meta && at.root ? `in top-level ${name}` : at.noDefaults,
      },
    }
  }
  if (schema.not !== undefined) yield { schema: schema.not, at: below('not') }
  for (const junctor of ['allOf', 'oneOf', 'anyOf'] as const)
    for (const [index, inner] of (schema[junctor] ?? []).entries())
      yield { schema: inner, at: below(`${junctor}[${index}]`) }
  for (const [name, inner] of Object.entries(schema.definitions ?? {}))
    yield { schema: inner, at: below(keyPath('definitions', name)) }
  if (Array.isArray(items))
    for (const [index, inner] of items.entries()) yield { schema: inner, at: below(`items[${index}]`) }
  else if (items !== undefined) yield { schema: items as JsonSchema, at: below('items') }
}

/** What OpenAPI knows and custom resources do not. */
function standardFaults(schema: JsonSchema, { path, inMeta, noDefaults }: At): FieldError[] {
  const faults: FieldError[] = []
  const refuse = (name: string, present: boolean, text = `${name} is not supported`) => {
    if (present) faults.push(forbidden(`${path}.${name}`, text))
  }
  const { type = '', items } = schema
  if (type !== '' && !(types as readonly string[]).includes(type))
    faults.push(notSupported(`${path}.type`, type, types))
  refuse('default', schema.default !== undefined && noDefaults !== undefined, `must not be set ${noDefaults}`)
  refuse('id', (schema.id ?? '') !== '')
  refuse('additionalItems', schema.additionalItems !== undefined)
  refuse('patternProperties', Object.keys(schema.patternProperties ?? {}).length > 0)
  refuse('definitions', Object.keys(schema.definitions ?? {}).length > 0)
  refuse('dependencies', schema.dependencies !== undefined)
  refuse('$ref', schema.$ref !== undefined)
  refuse('type', type === 'null', 'type cannot be set to null, use nullable as an alternative')
  const several = Array.isArray(items) && items.length > 0
  refuse('items', several, 'items must be a schema object and not an array')
  const embeddedInMeta = inMeta && isEmbedded(schema)
  refuse('x-kubernetes-embedded-resource', embeddedInMeta, 'must not be used inside of resource meta')
  return faults
}

function junctionFaults(schema: JsonSchema, path: string): FieldError[] {
  const faults: FieldError[] = []
  if (schema.uniqueItems === true)
    faults.push(
      forbidden(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    )
  const { additionalProperties: additional } = schema
  if (additional !== undefined && additional !== true && propertiesOf(schema).length > 0)
    faults.push(
      forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    )
  return faults
}

function extensionFaults(schema: JsonSchema, path: string): FieldError[] {
  const faults: FieldError[] = []
  const { type = '' } = schema
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    faults.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'))
  const mapType = schema['x-kubernetes-map-type']
  if (mapType !== undefined && type !== 'object') {
    const text = 'must be object if x-kubernetes-map-type is specified'
    faults.push(type === '' ? required(`${path}.type`, text) : invalid(`${path}.type`, type, text))
  }
  if (mapType !== undefined && mapType !== 'atomic' && mapType !== 'granular')
    faults.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']))
  return faults
}

function listFaults(schema: JsonSchema, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const faults: FieldError[] = []
  if (listType !== undefined && schema.type !== 'array') {
    const { type = '' } = schema
    const text = 'must be array if x-kubernetes-list-type is specified'
    faults.push(type === '' ? required(`${path}.type`, text) : invalid(`${path}.type`, type, text))
  } else if (listType === 'set') faults.push(...setFaults(schema, path))
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType))
    faults.push(notSupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']))
  if (keys.length > 0 && listType !== 'map') {
    const text = 'must be map if x-kubernetes-list-map-keys is non-empty'
    const field = `${path}.x-kubernetes-list-type`
    faults.push(listType === undefined ? required(field, text) : invalid(field, listType, text))
  }
  if (listType === 'map') faults.push(...mapFaults(schema, path))
  if (listType === 'set' || listType === 'map') faults.push(...keyFaults(schema, path, listType))
  return faults
}

function setFaults(schema: JsonSchema, path: string): FieldError[] {
  const items = itemsOf(schema)
  const text = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const listType = items?.['x-kubernetes-list-type']
  if (items?.type === 'array' && listType !== undefined && listType !== 'atomic')
    return [invalid(`${path}.items.x-kubernetes-list-type`, listType, text)]
  if (items?.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalid(`${path}.items.x-kubernetes-map-type`, listType, text)]
  return []
}

function mapFaults(schema: JsonSchema, path: string): FieldError[] {
  const faults: FieldError[] = []
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const items = itemsOf(schema)
  const keysField = `${path}.x-kubernetes-list-map-keys`
  if (keys.length === 0)
    faults.push(required(keysField, 'must not be empty if x-kubernetes-list-type is map'))
  if (schema.items === undefined)
    faults.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'))
  else if (items === undefined)
    faults.push(
      invalid(
        `${path}.items`,
        schema.items,
        'must only have a single schema if x-kubernetes-list-type is map',
      ),
    )
  if (items === undefined) return faults
  if (items.type !== 'object') {
    const text = "must be object if parent array's x-kubernetes-list-type is map"
    return [...faults, invalid(`${path}.items.type`, items.type ?? '', text)]
  }
  for (const [index, key] of keys.entries()) {
    const property = propertyOf(items, key)
    if (property === undefined)
      faults.push(invalid(keysField, keys, 'entries must all be names of item properties'))
    else if (property.type === 'array' || property.type === 'object')
      faults.push(
        invalid(
          `${keyPath(`${path}.items.properties`, key)}.type`,
          items.type,
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      )
    if (keys.indexOf(key) < index) faults.push(invalid(keysField, keys, 'must not contain duplicate entries'))
  }
  return faults
}

/** Upstream: validateMapListKeysMapSet. */
function keyFaults(schema: JsonSchema, path: string, listType: 'set' | 'map'): FieldError[] {
  const items = itemsOf(schema)
  if (items === undefined) return []
  const faults: FieldError[] = []
  if (items.nullable === true)
    faults.push(
      forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`),
    )
  if (listType === 'set') return faults
  for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
    const property = propertyOf(items, key)
    if (property === undefined) continue
    const field = keyPath(`${path}.items.properties`, key)
    const what = 'this property is in x-kubernetes-list-map-keys, so it'
    if (items.required?.includes(key) !== true && property.default === undefined)
      faults.push(required(`${field}.default`, `${what} must have a default or be a required property`))
    if (property.nullable === true) faults.push(forbidden(`${field}.nullable`, `${what} cannot be nullable`))
  }
  return faults
}

const reasons = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
] as const
const newline = /[\n\r]/

function ruleFaults(rule: ValidationRule, schema: JsonSchema, path: string): FieldError[] {
  const { messageExpression = '', reason, fieldPath = '' } = rule
  const faults = messageFaults(rule, path)
  if (messageExpression !== '' && messageExpression.trim() === '')
    faults.push(required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified'))
  if (reason !== undefined && !(reasons as readonly string[]).includes(reason))
    faults.push(notSupported(`${path}.reason`, reason, reasons))
  const field = `${path}.fieldPath`
  if (fieldPath !== '' && fieldPath.trim() === '')
    faults.push(invalid(field, fieldPath, 'must be non-empty if specified'))
  if (newline.test(fieldPath)) faults.push(invalid(field, fieldPath, 'must not contain line breaks'))
  if (fieldPath !== '' && schemaAtPath(fieldPath, schema, { brackets: true }).fault !== undefined)
    faults.push(invalid(field, fieldPath, 'must be a valid path'))
  return faults
}

function messageFaults({ rule, message = '' }: ValidationRule, path: string): FieldError[] {
  const [trimmedRule, trimmedMessage] = [rule.trim(), message.trim()]
  if (trimmedRule === '') return [required(`${path}.rule`, 'rule is not specified')]
  if (message !== '' && trimmedMessage === '')
    return [invalid(`${path}.message`, message, 'must be non-empty if specified')]
  if (newline.test(trimmedMessage))
    return [invalid(`${path}.message`, message, 'must not contain line breaks')]
  if (newline.test(trimmedRule) && trimmedMessage === '')
    return [required(`${path}.message`, 'message must be specified if rule contains line breaks')]
  return []
}
