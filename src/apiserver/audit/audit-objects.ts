// Bodies of requests and answers as events carry them: JSON on one line, with or without managed fields.
// Upstream: apiserver pkg/audit/request.go LogRequestObject, LogResponseObject, copyWithoutManagedFields.
// Differs: of an answer that is sent in pieces only the code is told, where upstream holds the longest list to write it down.
import { CodecError } from '../../machinery/codec/codec-error.ts'
import { parseJson } from '../../machinery/codec/json.ts'
import { parseYaml } from '../../machinery/codec/yaml.ts'
import { isJsonObject } from '../../machinery/json-value.ts'
import type { Kind } from '../../machinery/kind.ts'
import { deleteOptions, listMeta, status as statusSchema } from '../../machinery/meta/meta.schema.ts'
import { readEnvelope } from '../../machinery/protobuf/envelope.ts'
import { protobufMediaType, readProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import { decode } from '../../machinery/schema/decode.ts'
import { list, type ObjectSchema, object, opt } from '../../machinery/schema/schema.ts'
import { answerSchemas } from '../registry/answer-schemas.ts'
import { isStream, pieces, type ServerResponse } from '../request/exchange.ts'
import type { ResponseStatus } from './audit-event.ts'

interface Form {
  readonly omitManagedFields: boolean
}

export function objectJson(value: unknown, { omitManagedFields }: Form): string {
  return JSON.stringify(omitManagedFields ? withoutManagedFields(value) : value)
}

/** A copy where anything changes; what is shared with `value` is not changed. */
function withoutManagedFields(value: unknown): unknown {
  if (!isJsonObject(value)) return value
  const { metadata, items, rows } = value
  return {
    ...value,
    ...(isJsonObject(metadata) && { metadata: { ...metadata, managedFields: undefined } }),
    ...(Array.isArray(items) && { items: items.map(withoutManagedFields) }),
    ...(Array.isArray(rows) && { rows: rows.map(rowWithout) }),
  }
}

function rowWithout(row: unknown): unknown {
  return isJsonObject(row) ? { ...row, object: withoutManagedFields(row.object) } : row
}

/** What came with a patch or a delete; undefined where there is none, or it cannot be read. */
export function bodyJson(
  bytes: Uint8Array,
  options: Form & { readonly contentType: string },
): string | undefined {
  if (bytes.length === 0) return undefined
  return read(() => {
    if (!options.contentType.startsWith(protobufMediaType)) return objectJson(parseJson(bytes).value, options)
    const { apiVersion, kind, raw } = readEnvelope(bytes)
    return objectJson({ kind, apiVersion, ...readProtobuf(deleteOptions, raw) }, options)
  })
}

/** What this server answers, where that is whole and an object of the API. Nobody else's answers: most JSON goes as it is. */
export function answerJson(
  { body, headers }: ServerResponse,
  options: Form & { readonly kind: Kind | undefined },
): string | undefined {
  if (isStream(body)) return undefined
  const type = headers['content-type'] ?? ''
  const bytes = Buffer.concat(pieces(body))
  if (bytes.length === 0) return undefined
  return read(() => {
    if (type === 'application/json') return storedJson(bytes.toString().trimEnd(), options)
    if (type === 'application/yaml') return objectJson(parseYaml(bytes).value, options)
    return type.startsWith(protobufMediaType) ? protobufJson(bytes, options) : undefined
  })
}

/** A Status is short, and nobody has to hold what is not. */
const longestStatus = 64 * 1024

/** The parts of a Status that are bounded; nothing where the answer is none. */
export function statusIn({ body, headers }: ServerResponse): Partial<ResponseStatus> {
  if (isStream(body)) return {}
  const bytes = Buffer.concat(pieces(body))
  if (bytes.length > longestStatus) return {}
  const type = headers['content-type'] ?? ''
  const value = read(() => {
    if (type === 'application/json') return parseJson(bytes).value
    if (!type.startsWith(protobufMediaType)) return undefined
    const { kind, raw } = readEnvelope(bytes)
    return kind === 'Status' ? { ...readProtobuf(statusSchema, raw), kind } : undefined
  })
  if (!isJsonObject(value) || value.kind !== 'Status') return {}
  const text = (field: unknown) => (typeof field === 'string' ? field : undefined)
  const { status, message, reason, details } = value
  return {
    status: text(status),
    message: text(message),
    reason: text(reason),
    ...(isJsonObject(details) && { details }),
  }
}

/** This server writes JSON on one line. */
function storedJson(text: string, options: Form): string {
  const asIs = !text.includes('\n') && !(options.omitManagedFields && text.includes('"managedFields"'))
  return asIs ? text : objectJson(parseJson(text).value, options)
}

const listSchemas = new WeakMap<Kind, ObjectSchema>()

function protobufJson(
  bytes: Uint8Array,
  options: Form & { readonly kind: Kind | undefined },
): string | undefined {
  const { apiVersion, kind, raw } = readEnvelope(bytes)
  const schema = schemaOf(kind, options.kind)
  if (schema === undefined) return undefined
  const value = decode<object>(schema, readProtobuf(schema, raw)).value
  return objectJson({ ...value, kind, apiVersion }, options)
}

function schemaOf(name: string, kind: Kind | undefined): ObjectSchema | undefined {
  if (kind === undefined || (name !== kind.kind && name !== kind.listKind)) return answerSchemas.get(name)
  if (name === kind.kind) return kind.schema
  let schema = listSchemas.get(kind)
  if (schema === undefined) {
    schema = object(kind.listKind, { metadata: opt(1, listMeta), items: opt(2, list(kind.schema)) })
    listSchemas.set(kind, schema)
  }
  return schema
}

function read<T>(parse: () => T | undefined): T | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}
