// Reads Kubernetes objects in protobuf, the form in which kubectl and client-go send what they build themselves, as the JSON
// that would have said the same. Zero values are kept: decode() drops those that mean nothing. Upstream: apimachinery
// pkg/runtime/serializer/protobuf/protobuf.go and the Unmarshal functions generated for each type.
import { assert } from '../../base/assert.ts'
import { CodecError } from '../codec/codec-error.ts'
import { parseJson } from '../codec/json.ts'
import { type JsonObject, rawNumber, setKey } from '../json-value.ts'
import { formatDuration } from '../schema/scalars.ts'
import { type Field, type ObjectSchema, resolve, type ScalarType, type Schema } from '../schema/schema.ts'
import { WireError, WireReader, wireType } from './wire.ts'

export const protobufMediaType = 'application/vnd.kubernetes.protobuf'

/** An object whose type is told but whose content has not been read. */
export interface Envelope {
  readonly apiVersion: string
  readonly kind: string
  readonly raw: Uint8Array
}

const magic = [0x6b, 0x38, 0x73, 0x00]
/** No object nests this deep; what does was made to exhaust the reader. */
const maxDepth = 100

/** Throws CodecError where the bytes are no enveloped object. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) throw new CodecError('syntax', 'empty data')
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    throw new CodecError(
      'syntax',
      `provided data does not appear to be a protobuf message, expected prefix [${magic.join(' ')}]`,
    )
  }
  if (bytes.length === magic.length) throw new CodecError('syntax', 'empty body')
  return faultsAsCodecErrors(() => readUnknown(new WireReader(bytes, { start: 4, end: bytes.length })))
}

/** runtime.Unknown: 1 type, 2 the object. */
function readUnknown(reader: WireReader): Envelope {
  let type = { apiVersion: '', kind: '' }
  let raw = new Uint8Array()
  while (!reader.done) {
    const tag = reader.tag()
    if (tag === tagOf(1)) type = readTypeMeta(reader.nested())
    else if (tag === tagOf(2)) raw = new Uint8Array(reader.bytes())
    else reader.skip(tag)
  }
  return { ...type, raw }
}

function readTypeMeta(reader: WireReader): { readonly apiVersion: string; readonly kind: string } {
  const [apiVersion, kind] = readRecord(reader, [readText, readText])
  return { apiVersion: (apiVersion ?? '') as string, kind: (kind ?? '') as string }
}

/** Reads a message of a schema. Throws CodecError where the bytes are no such message. */
export function readProtobuf(schema: ObjectSchema, raw: Uint8Array): JsonObject {
  return faultsAsCodecErrors(() => readMessage(schema, new WireReader(raw), 0))
}

function faultsAsCodecErrors<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause
    throw new CodecError('syntax', `proto: ${cause.message}`, { cause })
  }
}

/** One field of a message: puts what it reads into the object. */
interface Slot {
  readonly name: string
  readonly field: Field
}

/** What a field number stands for: a field, or an embedded struct whose fields lie in the same JSON object. */
type Place = { readonly slot: Slot } | { readonly embedded: ReadonlyMap<number, Slot> }

const layouts = new WeakMap<ObjectSchema, ReadonlyMap<number, Place>>()

function layoutOf(schema: ObjectSchema): ReadonlyMap<number, Place> {
  let layout = layouts.get(schema)
  if (layout === undefined) {
    layout = makeLayout(schema)
    layouts.set(schema, layout)
  }
  return layout
}

function makeLayout(schema: ObjectSchema): ReadonlyMap<number, Place> {
  const layout = new Map<number, Place>()
  const embedded = new Map<number, Map<number, Slot>>()
  for (const [name, field] of Object.entries(schema.fields)) {
    if (field.tag === 0) continue
    const slot = { name, field }
    if (field.via === undefined || field.via === 0) layout.set(field.tag, { slot })
    else embedded.set(field.via, (embedded.get(field.via) ?? new Map()).set(field.tag, slot))
  }
  for (const [tag, slots] of embedded) layout.set(tag, { embedded: slots })
  return layout
}

function readMessage(schema: ObjectSchema, reader: WireReader, depth: number): JsonObject {
  if (depth > maxDepth) throw new WireError('nested too deeply')
  const layout = layoutOf(schema)
  const target: JsonObject = {}
  while (!reader.done) {
    const tag = reader.tag()
    const place = layout.get(tag >>> 3)
    if (place === undefined) reader.skip(tag)
    else if ('slot' in place) readSlot(target, place.slot, { reader, tag, depth })
    else {
      expectType(tag, wireType.bytes)
      readEmbedded(target, place.embedded, { reader: reader.nested(), depth })
    }
  }
  return target
}

function readEmbedded(
  target: JsonObject,
  slots: ReadonlyMap<number, Slot>,
  { reader, depth }: { readonly reader: WireReader; readonly depth: number },
): void {
  while (!reader.done) {
    const tag = reader.tag()
    const slot = slots.get(tag >>> 3)
    if (slot === undefined) reader.skip(tag)
    else readSlot(target, slot, { reader, tag, depth })
  }
}

interface At {
  readonly reader: WireReader
  readonly tag: number
  readonly depth: number
}

function readSlot(target: JsonObject, { name, field }: Slot, at: At): void {
  const schema = resolve(field.schema)
  if (schema.type === 'list') {
    const list = (target[name] as unknown[] | undefined) ?? []
    readItems(list, schema.items, at)
    target[name] = list
  } else if (schema.type === 'map') {
    const map = (target[name] as JsonObject | undefined) ?? {}
    readEntry(map, schema.values, at)
    target[name] = map
  } else target[name] = readValue(schema, at)
}

/** One item a record; numbers may also come packed, several in one record. */
function readItems(list: unknown[], items: Schema, at: At): void {
  const { reader, tag, depth } = at
  const schema = resolve(items)
  const wanted = wireTypeOf(schema)
  if (wanted === wireType.bytes || (tag & 7) !== wireType.bytes) {
    list.push(readValue(schema, at))
    return
  }
  const packed = reader.nested()
  while (!packed.done) list.push(readValue(schema, { reader: packed, tag: (tag & ~7) | wanted, depth }))
}

/** A map is a list of entries: 1 key, 2 value. */
function readEntry(map: JsonObject, values: Schema, { reader, tag, depth }: At): void {
  expectType(tag, wireType.bytes)
  const schema = resolve(values)
  const readIt: FieldReader = (at) => readMapValue(schema, { ...at, depth })
  const [key, value] = readRecord(reader.nested(), [readText, readIt])
  setKey(map, (key ?? '') as string, value ?? emptyValue(schema))
}

/** A list as a map's value is wrapped in a message of its own. */
function readMapValue(schema: Exclude<Schema, { type: 'lazy' }>, at: At): unknown {
  if (schema.type !== 'list') return readValue(schema, at)
  expectType(at.tag, wireType.bytes)
  const list: unknown[] = []
  const inner = at.reader.nested()
  while (!inner.done) {
    const tag = inner.tag()
    if (tag >>> 3 === 1) readItems(list, schema.items, { reader: inner, tag, depth: at.depth })
    else inner.skip(tag)
  }
  return list
}

function emptyValue(schema: Exclude<Schema, { type: 'lazy' }>): unknown {
  if (schema.type === 'list') return []
  if (schema.type === 'object' || schema.type === 'map') return {}
  return readValue(schema, { reader: zeroReader(schema), tag: wireTypeOf(schema), depth: 0 })
}

function zeroReader(schema: Exclude<Schema, { type: 'lazy' }>): WireReader {
  return new WireReader(new Uint8Array(wireTypeOf(schema) === wireType.fixed64 ? 8 : 1))
}

type FieldReader = (at: At) => unknown

/** A small message whose fields are numbered 1, 2, ... */
function readRecord(reader: WireReader, fields: readonly FieldReader[]): readonly unknown[] {
  const values: unknown[] = fields.map(() => undefined)
  while (!reader.done) {
    const tag = reader.tag()
    const read = fields[(tag >>> 3) - 1]
    if (read === undefined) reader.skip(tag)
    else values[(tag >>> 3) - 1] = read({ reader, tag, depth: 0 })
  }
  return values
}

const readText: FieldReader = ({ reader, tag }) => {
  expectType(tag, wireType.bytes)
  return reader.string()
}

const readInteger: FieldReader = ({ reader, tag }) => {
  expectType(tag, wireType.varint)
  const value = reader.int64()
  return Number.isSafeInteger(Number(value)) ? Number(value) : rawNumber(String(value))
}

const readBytes: FieldReader = ({ reader, tag }) => {
  expectType(tag, wireType.bytes)
  return reader.bytes()
}

function readValue(schema: Exclude<Schema, { type: 'lazy' }>, at: At): unknown {
  if (schema.type === 'object') {
    expectType(at.tag, wireType.bytes)
    return readMessage(schema, at.reader.nested(), at.depth + 1)
  }
  assert(schema.type !== 'list' && schema.type !== 'map', 'protobuf has no list of lists and no list of maps')
  expectType(at.tag, wireTypeOf(schema))
  return scalarReaders[schema.type](at)
}

const scalarReaders: Readonly<Record<ScalarType, FieldReader>> = {
  string: readText,
  bool: ({ reader }) => reader.bool(),
  int32: ({ reader }) => reader.int32(),
  int64: readInteger,
  double: ({ reader }) => reader.double(),
  bytes: ({ reader }) => toBase64(reader.bytes()),
  time: ({ reader }) => timeText(reader.nested(), 0),
  microTime: ({ reader }) => timeText(reader.nested(), 6),
  duration: ({ reader }) => formatDuration(Number(readRecord(reader.nested(), [readInteger])[0] ?? 0)),
  quantity: ({ reader }) => readRecord(reader.nested(), [readText])[0] ?? '0',
  intOrString: ({ reader }) => readIntOrString(reader.nested()),
  json: ({ reader }) => readRawJson(reader.nested()),
}

function wireTypeOf(schema: Exclude<Schema, { type: 'lazy' }>): number {
  switch (schema.type) {
    case 'bool':
    case 'int32':
    case 'int64':
      return wireType.varint
    case 'double':
      return wireType.fixed64
    default:
      return wireType.bytes
  }
}

/** 1 seconds, 2 nanoseconds; the empty message is the zero time, null in JSON. */
function timeText(reader: WireReader, digits: 0 | 6): string | null {
  const [seconds, nanos] = readRecord(reader, [readInteger, readInteger])
  if (seconds === undefined && nanos === undefined) return null
  const date = new Date(Number(seconds ?? 0) * 1000)
  if (Number.isNaN(date.getTime())) throw new WireError('time out of range')
  const whole = date.toISOString().slice(0, 19)
  const micros = Math.trunc(Number(nanos ?? 0) / 1000)
  return digits === 0 ? `${whole}Z` : `${whole}.${String(micros).padStart(6, '0')}Z`
}

/** 1 type (0 a number, 1 a string), 2 number, 3 string. */
function readIntOrString(reader: WireReader): number | string {
  const [type, number, text] = readRecord(reader, [readInteger, readInteger, readText])
  return Number(type ?? 0) === 0 ? Number(number ?? 0) : ((text ?? '') as string)
}

/** 1 the JSON text itself. */
function readRawJson(reader: WireReader): unknown {
  const [raw] = readRecord(reader, [readBytes])
  return raw === undefined ? null : parseJson(raw as Uint8Array).value
}

function toBase64(bytes: Uint8Array): string {
  return (bytes as Uint8Array & { toBase64(): string }).toBase64()
}

function tagOf(field: number): number {
  return (field << 3) | wireType.bytes
}

function expectType(tag: number, wanted: number): void {
  if ((tag & 7) !== wanted) throw new WireError(`wrong wireType = ${tag & 7} for field ${tag >>> 3}`)
}
