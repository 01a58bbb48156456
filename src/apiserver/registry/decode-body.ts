// The body of a write as an object of the expected kind: parsed, checked against the schema, unknown and repeated
// fields reported as the request asks. Upstream: apiserver pkg/endpoints/handlers/create.go and rest.go.

import { CodecError, type Decoded } from '../../machinery/codec/codec-error.ts'
import { parseJson } from '../../machinery/codec/json.ts'
import { isJsonObject, isRawNumber, type JsonObject } from '../../machinery/json-value.ts'
import { goPrint } from '../../machinery/patch/go-print.ts'
import { readEnvelope } from '../../machinery/protobuf/envelope.ts'
import { protobufMediaType, readProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import { DecodeError, decode } from '../../machinery/schema/decode.ts'
import type { ObjectSchema } from '../../machinery/schema/schema.ts'
import { badRequest, unsupportedMediaType } from '../../machinery/status-error.ts'
import { type ApiRequest, bodyOf } from '../request/api-request.ts'
import type { FieldValidation } from '../request/options.ts'
import type { WorkingObject } from './object.ts'

export const understood = ['application/json', 'application/yaml', protobufMediaType] as const

export interface BodyKind {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly schema: ObjectSchema
  /** Set where users define the kind: then there is no protobuf of it. */
  readonly custom?: unknown
}

/** Reads, parses and decodes the request's body. */
export async function decodeBody(
  request: ApiRequest,
  expected: BodyKind,
  validation: FieldValidation = 'Ignore',
): Promise<WorkingObject> {
  const bytes = await bodyOf(request)
  const type = mediaType(request.http.headers['content-type'])
  const loading = yamlParser(type)
  const parseYaml = loading === undefined ? undefined : await loading
  const { value, duplicates } = parseBody(bytes, { type, expected, parseYaml })
  // Go's decoder takes null for an object with nothing set.
  const document = value ?? {}
  const fault = isJsonObject(document) ? typeFault(document) : noObject(document)
  if (fault !== undefined) throw unrecognized(expected, fault, bytes)
  const obj = decodeObject(document, { expected, validation, duplicates, warnings: request.warnings })
  request.audit?.sent(obj)
  return obj
}

/** What reads YAML is large and seldom needed: it is loaded for the first body in YAML. */
export function yamlParser(type: string): undefined | Promise<(bytes: Uint8Array) => Decoded> {
  if (type !== 'application/yaml') return undefined
  return import('../../machinery/codec/yaml.ts').then(({ parseYaml }) => parseYaml)
}

interface Form {
  readonly type: string
  readonly expected: BodyKind
  readonly parseYaml: ((bytes: Uint8Array) => Decoded) | undefined
}

function parseBody(bytes: Uint8Array, { type, expected, parseYaml }: Form): Decoded {
  try {
    if (type === '' || type === 'application/json') return parseJson(bytes)
    if (parseYaml !== undefined) return parseYaml(bytes)
    if (type === protobufMediaType && expected.custom === undefined) return parseProtobuf(bytes, expected)
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    const why =
      type === '' || type === 'application/json'
        ? `couldn't get version/kind; json parse error: ${cause.message}`
        : cause.message
    throw unrecognized(expected, why, bytes, cause)
  }
  throw unsupportedMediaType(expected.custom === undefined ? understood : understood.slice(0, 2))
}

function unrecognized({ kind }: BodyKind, why: string, bytes: Uint8Array, cause?: Error): Error {
  const message = `the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(bytes)})`
  return badRequest(message, cause)
}

const summaryBytes = 30

/** How a body begins, so that its author knows it again. Upstream: rest.go summarizeData. */
function summary(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>'
  const head = Buffer.from(bytes.subarray(0, summaryBytes))
  const text = bytes[0] === 0x7b ? head.toString() : head.toString('hex')
  return bytes.length > summaryBytes ? `${text} ...` : text
}

/** What is of another kind than expected is not read: its fields would be taken for others. */
function parseProtobuf(bytes: Uint8Array, expected: BodyKind): Decoded {
  const { apiVersion, kind, raw } = readEnvelope(bytes)
  try {
    const value = kind === expected.kind || kind === '' ? readProtobuf(expected.schema, raw) : {}
    return { value: { ...value, apiVersion, kind }, duplicates: [] }
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw unfit(expected, cause)
  }
}

/** What says its type but is not of its form. */
function unfit({ kind, version }: BodyKind, cause: Error): Error {
  const what = `${kind} in version ${JSON.stringify(version)}`
  return badRequest(`${what} cannot be handled as a ${kind}: ${cause.message}`, cause)
}

export function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

export interface DecodeRequest {
  readonly expected: BodyKind
  readonly validation: FieldValidation
  readonly duplicates: readonly string[]
  /** What else a strict reader would not take, in words. */
  readonly oddities?: readonly string[]
  readonly warnings: string[]
  /** How a document that does not fit is refused, where it is no body. */
  refuse?(cause: DecodeError): Error
}

/** Decodes a parsed document; the result is the caller's own. */
export function decodeObject(value: unknown, request: DecodeRequest): WorkingObject {
  const { expected } = request
  const source = typed(value, expected)
  let decoded: { value: WorkingObject; unknown: readonly string[] }
  try {
    decoded = decode<WorkingObject>(expected.schema, source)
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw request.refuse?.(cause) ?? unfit(expected, cause)
  }
  reportStrict(decoded.unknown, request)
  decoded.value.metadata ??= {}
  return decoded.value
}

/** Checks kind and apiVersion and fills them in. */
function typed(value: unknown, expected: BodyKind): JsonObject {
  if (!isJsonObject(value)) throw badRequest(noObject(value))
  const apiVersion = expected.group === '' ? expected.version : `${expected.group}/${expected.version}`
  const { kind, apiVersion: given } = value as { kind?: unknown; apiVersion?: unknown }
  const kindMatches = (kind ?? '') === '' || kind === expected.kind
  const versionMatches = (given ?? '') === '' || given === apiVersion
  if (!kindMatches) {
    throw badRequest(
      `${goPrint(kind)} in version ${JSON.stringify(expected.version)} cannot be handled as a ${expected.kind}: no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(given ?? apiVersion)}`,
    )
  }
  if (!versionMatches) {
    throw badRequest(
      `the API version in the data (${goPrint(given)}) does not match the expected API version (${apiVersion})`,
    )
  }
  value.kind = expected.kind
  value.apiVersion = apiVersion
  return value
}

/** What says the type has to be text. */
function typeFault(value: JsonObject): string | undefined {
  const wrong = (['apiVersion', 'kind'] as const).find((key) => typeof (value[key] ?? '') !== 'string')
  if (wrong === undefined) return undefined
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonName(value[wrong])} into Go struct field .${wrong} of type string`
}

function noObject(value: unknown): string {
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonName(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`
}

function jsonName(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return isRawNumber(value) ? 'number' : typeof value
}

function isWithin(path: string, dropped: ReadonlySet<string>): boolean {
  if (dropped.size === 0) return false
  for (const { index } of `${path}.`.matchAll(/[.[]/g)) if (dropped.has(path.slice(0, index))) return true
  return false
}

function reportStrict(unknown: readonly string[], request: DecodeRequest): void {
  const { validation, duplicates, oddities = [], warnings, expected } = request
  if (validation === 'Ignore' || unknown.length + duplicates.length + oddities.length === 0) return
  const dropped = new Set(unknown)
  const faults = [
    ...oddities,
    // What is in an unknown field is not looked at.
    ...duplicates
      .filter((path) => !isWithin(path, dropped))
      .map((path) => `duplicate field ${JSON.stringify(path)}`),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ]
  if (validation === 'Warn') {
    warnings.push(...faults)
    return
  }
  const cause = new DecodeError(`strict decoding error: ${faults.join(', ')}`)
  throw request.refuse?.(cause) ?? unfit(expected, cause)
}
