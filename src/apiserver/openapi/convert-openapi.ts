// An OpenAPI document of version 2 as one of version 3: bodies and answers by content type, references elsewhere. Pure; the
// result may share parts with the document. Upstream: kube-openapi pkg/openapiconv/convert.go.
// Differs: shared parameters are put where they are referred to, and what is within allOf and its like is converted too.
import { getKey, isJsonObject, type JsonObject, setKey } from '../../machinery/json-value.ts'

const definitionPrefix = '#/definitions/'
const parameterPrefix = '#/parameters/'
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']
const schemaMaps = new Set(['properties', 'patternProperties', 'definitions'])
const schemaFields = new Set(['items', 'additionalProperties', 'additionalItems', 'not'])
const schemaLists = new Set(['items', 'allOf', 'anyOf', 'oneOf'])

export function openApi2To3(document: JsonObject): JsonObject {
  const { info, externalDocs, paths, definitions, parameters } = document
  const shared = isJsonObject(parameters) ? parameters : {}
  return {
    openapi: '3.0.0',
    info: isJsonObject(info) ? info : { title: '', version: '' },
    ...(externalDocs !== undefined && { externalDocs }),
    paths: mapped(paths, (item) => pathItem(item, shared)),
    components: { schemas: mapped(definitions, schemaOf) },
  }
}

function mapped(value: unknown, convert: (value: unknown) => unknown): JsonObject {
  const result = {}
  if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) setKey(result, key, convert(item))
  return result
}

/** The fields that are called so, and extensions. */
function picked(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => names.includes(key) || key.startsWith('x-')),
  )
}

function schemaOf(value: unknown): unknown {
  if (!isJsonObject(value)) return value
  const result = {}
  for (const [key, item] of Object.entries(value)) setKey(result, key, schemaField(key, item))
  const { $ref, ...rest } = result as JsonObject
  // A reference stands alone.
  return $ref === undefined || Object.keys(rest).length === 0 ? result : { ...rest, allOf: [{ $ref }] }
}

function schemaField(key: string, value: unknown): unknown {
  if (key === '$ref') return schemaReference(value)
  if (schemaMaps.has(key)) return mapped(value, schemaOf)
  if (schemaLists.has(key) && Array.isArray(value)) return value.map(schemaOf)
  return schemaFields.has(key) ? schemaOf(value) : value
}

function schemaReference(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(definitionPrefix, '#/components/schemas/') : value
}

function pathItem(value: unknown, shared: JsonObject): unknown {
  if (!isJsonObject(value)) return value
  const { parameters } = parametersOf(value.parameters, shared)
  const item = picked(value, ['$ref'])
  for (const method of methods) {
    const own = operation(value[method], shared)
    if (own !== undefined) item[method] = own
  }
  return { ...item, ...(parameters.length > 0 && { parameters }) }
}

const operationFields = ['description', 'externalDocs', 'tags', 'summary', 'deprecated', 'operationId']

function operation(value: unknown, shared: JsonObject): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined
  const { parameters, body } = parametersOf(value.parameters, shared)
  return {
    ...picked(value, operationFields),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: contentOf(body, value.consumes) }),
    responses: mapped(value.responses, (response) => responseOf(response, value.produces)),
  }
}

/** The same schema for each type. */
function contentOf(schema: unknown, types: unknown): JsonObject {
  if (!Array.isArray(types)) return {}
  const converted = schemaOf(schema)
  return { content: Object.fromEntries(types.map((type) => [String(type), { schema: converted }])) }
}

function responseOf(value: unknown, produces: unknown): unknown {
  if (!isJsonObject(value)) return value
  const { schema } = value
  return {
    ...picked(value, ['description', '$ref']),
    ...(schema !== undefined && contentOf(schema, produces)),
  }
}

interface Parameters {
  readonly parameters: readonly unknown[]
  /** Schema of the body. */
  readonly body: unknown
}

function parametersOf(given: unknown, shared: JsonObject): Parameters {
  const parameters: unknown[] = []
  let body: unknown
  for (const item of Array.isArray(given) ? given : []) {
    const parameter = resolved(item, shared)
    if (!isJsonObject(parameter)) continue
    if (parameter.name === 'body' && parameter.schema !== undefined) body = parameter.schema
    else parameters.push(parameterOf(parameter))
  }
  return { parameters, body }
}

function resolved(value: unknown, shared: JsonObject): unknown {
  const reference = isJsonObject(value) ? value.$ref : undefined
  if (typeof reference !== 'string' || !reference.startsWith(parameterPrefix)) return value
  return getKey(shared, reference.slice(parameterPrefix.length))
}

const parameterFields = ['name', 'description', 'in', 'required', 'allowEmptyValue']

function parameterOf(value: JsonObject): JsonObject {
  const { schema, type, format, uniqueItems } = value
  const simple = {
    ...(type !== undefined && { type }),
    ...(format !== undefined && { format }),
    ...(uniqueItems !== undefined && { uniqueItems }),
  }
  return { ...picked(value, parameterFields), schema: schema === undefined ? simple : schemaOf(schema) }
}
