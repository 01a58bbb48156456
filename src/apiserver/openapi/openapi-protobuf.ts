// The OpenAPI v2 document in protobuf, the only form of it that client-go asks for. kubectl validates a List against it. Holds
// what our documents say, not all that OpenAPI can say. Upstream: gnostic openapiv2/OpenAPIv2.proto.
import { createMessageCodec, type ProtoSchema } from '../../machinery/protobuf/message-codec.ts'

type Json = Readonly<Record<string, unknown>>
type Message = Readonly<Record<string, unknown>>

// Maps are lists of a name and a value there, which on the wire is what protobuf makes of a map.
const schema: ProtoSchema = {
  enums: {},
  messages: {
    Document: [
      [1, 'swagger', 'string'],
      [2, 'info', 'Info'],
      [8, 'paths', 'Paths'],
      [9, 'definitions', 'Schemas'],
    ],
    Info: [
      [1, 'title', 'string'],
      [2, 'version', 'string'],
    ],
    Paths: [[2, 'path', 'PathItem', 'map']],
    PathItem: [
      [2, 'get', 'Operation'],
      [3, 'put', 'Operation'],
      [4, 'post', 'Operation'],
      [5, 'delete', 'Operation'],
      [8, 'patch', 'Operation'],
      [9, 'parameters', 'ParametersItem', 'rep'],
    ],
    Operation: [
      [1, 'tags', 'string', 'rep'],
      [5, 'operationId', 'string'],
      [8, 'parameters', 'ParametersItem', 'rep'],
      [9, 'responses', 'Responses'],
      [13, 'extensions', 'Any', 'map'],
    ],
    ParametersItem: [[1, 'parameter', 'Parameter']],
    Parameter: [
      [1, 'body', 'BodyParameter'],
      [2, 'other', 'NonBodyParameter'],
    ],
    BodyParameter: [
      [2, 'name', 'string'],
      [3, 'in', 'string'],
      [4, 'required', 'bool'],
      [5, 'schema', 'Schema'],
    ],
    NonBodyParameter: [
      [3, 'query', 'QueryParameter'],
      [4, 'path', 'PathParameter'],
    ],
    QueryParameter: [
      [2, 'in', 'string'],
      [4, 'name', 'string'],
      [6, 'type', 'string'],
      [20, 'uniqueItems', 'bool'],
    ],
    PathParameter: [
      [1, 'required', 'bool'],
      [2, 'in', 'string'],
      [4, 'name', 'string'],
      [5, 'type', 'string'],
      [19, 'uniqueItems', 'bool'],
    ],
    Responses: [[1, 'responseCode', 'ResponseValue', 'map']],
    ResponseValue: [[1, 'response', 'Response']],
    Response: [
      [1, 'description', 'string'],
      [2, 'schema', 'SchemaItem'],
    ],
    SchemaItem: [[1, 'schema', 'Schema']],
    Schemas: [[1, 'byName', 'Schema', 'map']],
    Schema: [
      [1, 'ref', 'string'],
      [2, 'format', 'string'],
      [4, 'description', 'string'],
      [5, 'default', 'Any'],
      [19, 'required', 'string', 'rep'],
      [20, 'enum', 'Any', 'rep'],
      [21, 'additionalProperties', 'AdditionalProperties'],
      [22, 'type', 'TypeItem'],
      [23, 'items', 'ItemsItem'],
      [25, 'properties', 'Schemas'],
      [31, 'extensions', 'Any', 'map'],
    ],
    AdditionalProperties: [[1, 'schema', 'Schema']],
    TypeItem: [[1, 'value', 'string', 'rep']],
    ItemsItem: [[1, 'schema', 'Schema', 'rep']],
    Any: [[2, 'yaml', 'string']],
  },
}

const codec = createMessageCodec<{ Document: Message }>(schema)

/** `document` is what the JSON form has. */
export function openApiProtobuf(document: Json): Uint8Array {
  const { swagger, info, paths, definitions } = document as Readonly<Record<string, Json>>
  return codec.encode('Document', {
    swagger,
    info,
    paths: { path: mapValues(paths, pathItem) },
    definitions: { byName: mapValues(definitions, schemaMessage) },
  })
}

function mapValues<T>(source: unknown, convert: (value: T) => unknown): Message {
  return Object.fromEntries(Object.entries(source as object).map(([key, value]) => [key, convert(value)]))
}

/** JSON is YAML. */
function any(value: unknown): Message {
  return { yaml: JSON.stringify(value) }
}

function extensionsOf(source: Json): Message {
  const entries = Object.entries(source).filter(([key]) => key.startsWith('x-'))
  return entries.length === 0 ? {} : { extensions: mapValues(Object.fromEntries(entries), any) }
}

function pathItem({ parameters, ...operations }: Json): Message {
  return {
    ...mapValues(operations, operation),
    parameters: (parameters as readonly Json[]).map(parameter),
  }
}

function operation(source: Json): Message {
  const { tags, operationId, parameters, responses } = source
  return {
    tags,
    operationId,
    parameters: (parameters as readonly Json[]).map(parameter),
    responses: { responseCode: mapValues(responses, response) },
    ...extensionsOf(source),
  }
}

function parameter(source: Json): Message {
  const one =
    source.in === 'body'
      ? { body: { ...source, schema: schemaMessage(source.schema as Json) } }
      : { other: { [source.in as string]: source } }
  return { parameter: one }
}

function response({ description, schema: answer }: Json): Message {
  return { response: { description, schema: { schema: schemaMessage(answer as Json) } } }
}

function schemaMessage(source: Json): Message {
  const { $ref, type, format, description, required, items, properties, additionalProperties } = source
  return {
    ...($ref !== undefined && { ref: $ref }),
    format,
    description,
    required,
    ...(Object.hasOwn(source, 'default') && { default: any(source.default) }),
    ...(source.enum !== undefined && { enum: (source.enum as readonly unknown[]).map(any) }),
    ...(type !== undefined && { type: { value: [type] } }),
    ...(items !== undefined && { items: { schema: [schemaMessage(items as Json)] } }),
    ...(properties !== undefined && { properties: { byName: mapValues(properties, schemaMessage) } }),
    ...(additionalProperties !== undefined && {
      additionalProperties: { schema: schemaMessage(additionalProperties as Json) },
    }),
    ...extensionsOf(source),
  }
}
