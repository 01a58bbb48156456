// A custom resource's schema in the form that server-side apply and the rest of the machinery understand.
// Upstream: kube-openapi pkg/schemaconv, by which structured-merge-diff learns of it.
import { setKey } from '../../../machinery/json-value.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  double,
  type Field,
  intOrString,
  json,
  list,
  map,
  type ObjectSchema,
  object,
  opt,
  type Schema,
  string,
} from '../../../machinery/schema/schema.ts'
import {
  isEmbedded,
  isIntOrString,
  itemsOf,
  type JsonSchema,
  keepsUnknown,
  propertiesOf,
} from './json-schema.ts'

/** The schema of whole objects. */
export function applySchemaOf(schema: JsonSchema, name: string): ObjectSchema {
  return objectSchema(schema, { name, resource: true })
}

function convert(schema: JsonSchema): Schema {
  if (isIntOrString(schema)) return intOrString
  switch (schema.type) {
    case 'string':
      return string
    case 'boolean':
      return bool
    case 'integer':
    case 'number':
      return double
    case 'array':
      return listSchema(schema)
    case 'object':
      return mapOrObject(schema)
    default:
      return json
  }
}

function mapOrObject(schema: JsonSchema): Schema {
  const { additionalProperties } = schema
  const mapType = schema['x-kubernetes-map-type'] === 'atomic' ? ({ mapType: 'atomic' } as const) : {}
  if (typeof additionalProperties === 'object') return map(convert(additionalProperties), mapType)
  if (propertiesOf(schema).length > 0 || isEmbedded(schema))
    return objectSchema(schema, { name: '', resource: isEmbedded(schema) })
  return keepsUnknown(schema) && mapType.mapType === undefined ? json : map(json, mapType)
}

function objectSchema(
  schema: JsonSchema,
  { name, resource }: { readonly name: string; readonly resource: boolean },
): ObjectSchema {
  const fields: Record<string, Field> = {}
  for (const [key, property] of propertiesOf(schema)) setKey(fields, key, fieldOf(property))
  if (resource) {
    fields.apiVersion = opt(0, string)
    fields.kind = opt(0, string)
    fields.metadata = opt(0, objectMeta)
  }
  return object(name, fields, {
    ...(schema['x-kubernetes-map-type'] === 'atomic' && { structType: 'atomic' }),
    ...(keepsUnknown(schema) && { rest: json }),
  })
}

function fieldOf(schema: JsonSchema): Field {
  return opt(0, convert(schema), schema.default === undefined ? {} : { default: schema.default })
}

function listSchema(schema: JsonSchema): Schema {
  const items = itemsOf(schema)
  const listType = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys']
  return list(items === undefined ? json : convert(items), {
    ...(listType === 'set' && { listType }),
    ...(listType === 'map' && { listType, keys: keys ?? [] }),
  })
}
