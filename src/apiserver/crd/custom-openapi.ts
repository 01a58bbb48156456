// A custom resource's schema as clients are told of it: apiVersion, kind and metadata beside what the definition says.
// Version 2 knows less than 3, and what it does not know is left out. Upstream: apiextensions-apiserver
// pkg/controller/openapi/builder/builder.go, pkg/controller/openapi/v2/conversion.go.
import {
  isEmbedded,
  isIntOrString,
  itemsOf,
  type JsonSchema,
  keepsUnknown,
  propertiesOf,
} from '../../api/apiextensions/structural/json-schema.ts'
import { isJsonObject, setKey } from '../../machinery/json-value.ts'

type Json = Readonly<Record<string, unknown>>

const typeFields: Json = {
  apiVersion: {
    type: 'string',
    description:
      'Version of the schema that this object is written in; servers convert what they recognise, and may refuse what they do not.',
  },
  kind: {
    type: 'string',
    description: 'The REST resource that this object represents, in CamelCase. It cannot be changed.',
  },
}
const metadataDescription = "The object's name, labels and the like, as every object has them."

export interface OpenApiOptions {
  readonly version: 2 | 3
  /** What stands for the schema of metadata. */
  readonly meta: Json
}

/** The schema of whole objects. */
export function customOpenApi(schema: JsonSchema, { version, meta }: OpenApiOptions): Json {
  // Version 2 loses the schema of what it would prune wrongly: clients of it drop what they do not know.
  const body = version === 2 && keepsUnknown(schema) ? { type: 'object' } : convert(schema, { version, meta })
  return withTypeFields(body, { version, meta })
}

function withTypeFields(body: Json, { version, meta }: OpenApiOptions): Json {
  const described = { description: metadataDescription }
  const metadata = version === 3 ? { ...described, allOf: [meta] } : { ...described, ...meta }
  const { properties } = body as { properties?: object }
  return { ...body, type: 'object', properties: { ...properties, ...typeFields, metadata } }
}

/** What version 2 has no word for. */
const onlyIn3: ReadonlySet<string> = new Set(['nullable', 'oneOf', 'anyOf', 'allOf', 'not', 'default'])
/** What is told as it is; the structure is walked through. */
const kept: readonly (keyof JsonSchema)[] = [
  'description',
  'type',
  'format',
  'title',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'multipleOf',
  'enum',
  'maxProperties',
  'minProperties',
  'required',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'externalDocs',
  'example',
  'nullable',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-validations',
]

function convert(schema: JsonSchema, options: OpenApiOptions): Json {
  const { version } = options
  const result: Record<string, unknown> = {}
  for (const key of kept) {
    const value = schema[key]
    if (value !== undefined && !(version === 2 && onlyIn3.has(key))) result[key] = value
  }
  // Clients of version 2 take a null for a fault, and an object of unknown fields for an empty one.
  if (version === 2 && (schema.nullable === true || keepsUnknown(schema) || isIntOrString(schema))) {
    delete result.type
    return withoutStructure(result)
  }
  addStructure(result, schema, options)
  return isEmbedded(schema) ? withTypeFields(result, options) : result
}

function withoutStructure(schema: Record<string, unknown>): Json {
  delete schema.required
  return schema
}

function addStructure(result: Record<string, unknown>, schema: JsonSchema, options: OpenApiOptions): void {
  const items = itemsOf(schema)
  if (items !== undefined) result.items = convert(items, options)
  const properties = propertiesOf(schema)
  if (properties.length > 0) {
    const converted: Record<string, unknown> = {}
    for (const [name, property] of properties) setKey(converted, name, convert(property, options))
    result.properties = converted
  }
  const { additionalProperties } = schema
  if (isJsonObject(additionalProperties))
    result.additionalProperties = convert(additionalProperties as JsonSchema, options)
  else if (additionalProperties === true && options.version === 3) result.additionalProperties = true
}
