// Kubernetes objects in protobuf, from their schemas: encodes stored objects byte for byte as upstream does, and decodes
// to the JSON that would have said the same, for decode() to go on with. Upstream: the Marshal and Unmarshal functions
// that go-to-protobuf generates; what is zero and no pointer is written, and dropped when read.
import { assert } from '../../base/assert.ts'
import { CodecError, defaultMaxDepth } from '../codec/codec-error.ts'
import { type JsonObject, setKey } from '../json-value.ts'
import { type Field, json, type ObjectSchema, resolve, type Schema, type SchemaOr } from '../schema/schema.ts'
import { expectWire, scalarCodecs, type ValueCodec } from './value-codecs.ts'
import { WireError, WireReader, WireWriter, wireType } from './wire.ts'

export const protobufMediaType = 'application/vnd.kubernetes.protobuf'

/** The message of an object, without its kind and apiVersion. The object has to be of the schema: decoded before. */
export function writeProtobuf(schema: ObjectSchema, value: object): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter({ capacity: 1024 })
  writeParts(writer, messageOf(schema).parts, value as JsonObject)
  return writer.finish()
}

/** Throws CodecError where the bytes are no such message. Fields that the schema does not have are dropped. */
export function readProtobuf(schema: ObjectSchema, bytes: Uint8Array): JsonObject {
  return withCodecErrors(() => {
    const target: JsonObject = {}
    readParts(new WireReader(bytes), target, { message: messageOf(schema), depth: 0 })
    return target
  })
}

export function withCodecErrors<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause
    throw new CodecError('syntax', cause.message, { cause })
  }
}

/** One field number of a message. All parts of a message, embedded ones too, work on the same JSON object. */
interface Part {
  readonly tag: number
  /** The field's Go name, for messages. */
  readonly label: string
  readonly wire: number
  write(writer: WireWriter, source: JsonObject): void
  /** Reads a record whose wire type has been checked. */
  read(reader: WireReader, target: JsonObject, depth: number): void
  /** Where several items may come in one record: numbers. */
  readPacked?(reader: WireReader, target: JsonObject, depth: number): void
}

interface Message {
  readonly name: string
  /** In the order of their tags. */
  readonly parts: readonly Part[]
  readonly byTag: ReadonlyMap<number, Part>
}

const messages = new WeakMap<ObjectSchema, Message>()

function messageOf(schema: ObjectSchema): Message {
  let message = messages.get(schema)
  if (message === undefined) {
    const name = schema.name.slice(schema.name.lastIndexOf('.') + 1)
    const fields = Object.entries(schema.fields).filter(([, field]) => field.tag > 0)
    message = compileMessage(
      name,
      fields.map(([key, field]) => ({ key, field, via: field.via ?? [] })),
    )
    messages.set(schema, message)
  }
  return message
}

interface PlacedField {
  /** In the JSON object. */
  readonly key: string
  readonly field: Field
  /** What is left of the way through embedded messages. */
  readonly via: readonly number[]
}

function compileMessage(name: string, fields: readonly PlacedField[]): Message {
  const embedded = Map.groupBy(
    fields.filter(({ via }) => via.length > 0),
    ({ via }) => via[0] as number,
  )
  const parts = [
    ...fields.filter(({ via }) => via.length === 0).map(({ key, field }) => partOf(key, field)),
    ...[...embedded].map(([tag, inner]) =>
      embeddedPart(
        tag,
        compileMessage(
          name,
          inner.map((field) => ({ ...field, via: field.via.slice(1) })),
        ),
      ),
    ),
  ].sort((a, b) => a.tag - b.tag)
  const byTag = new Map(parts.map((part) => [part.tag, part]))
  assert(byTag.size === parts.length, `two fields of ${name} have the same number`)
  return { name, parts, byTag }
}

function writeParts(writer: WireWriter, parts: readonly Part[], source: JsonObject): void {
  for (const part of parts) part.write(writer, source)
}

/** Where a message is being read. */
interface MessageAt {
  readonly message: Message
  readonly depth: number
}

function readParts(reader: WireReader, target: JsonObject, at: MessageAt): void {
  const { message, depth } = at
  if (depth > defaultMaxDepth) throw new WireError('exceeded max depth')
  while (!reader.done) {
    const tag = reader.tag(message.name)
    const part = message.byTag.get(tag >>> 3)
    if (part === undefined) reader.skip(tag)
    else if (part.readPacked !== undefined && (tag & 7) === wireType.bytes)
      part.readPacked(reader.nested(), target, depth)
    else {
      expectWire(tag, part.wire, part.label)
      part.read(reader, target, depth)
    }
  }
}

// Differs: errors name a field by its capitalised JSON key, upstream by its Go name (Uid, UID).
/** Go's name as far as the JSON key tells it. */
function goName(key: string): string {
  return key === 'metadata' ? 'ObjectMeta' : `${key.charAt(0).toUpperCase()}${key.slice(1)}`
}

function embeddedPart(tag: number, message: Message): Part {
  return {
    tag,
    label: message.name,
    wire: wireType.bytes,
    write(writer, source) {
      writer.tag(tag, wireType.bytes)
      const opened = writer.open()
      writeParts(writer, message.parts, source)
      writer.close(opened)
    },
    read(reader, target, depth) {
      readParts(reader.nested(), target, { message, depth: depth + 1 })
    },
  }
}

function partOf(key: string, field: Field): Part {
  const schema = resolve(field.schema)
  if (schema.type === 'map') return mapPart(key, field.tag, valueCodec(schema.values))
  if (schema.type === 'list' && schema.wrapped !== true)
    return listPart(key, field.tag, valueCodec(schema.items))
  const codec = valueCodec(schema)
  if (schema.type === 'bytes') return singlePart(key, field, { codec, skips: (value) => !value })
  // A nil slice is nothing, nor is a nil pointer; all else is written.
  const nilable = field.pointer === true || schema.type === 'list'
  return singlePart(key, field, { codec, skips: nilable ? isAbsent : never })
}

const isAbsent = (value: unknown) => value === undefined || value === null
const never = () => false

function singlePart(
  key: string,
  field: Field,
  options: { readonly codec: ValueCodec; readonly skips: (value: unknown) => boolean },
): Part {
  const { tag } = field
  const { codec, skips } = options
  return {
    tag,
    label: goName(key),
    wire: codec.wire,
    write(writer, source) {
      const value = source[key]
      if (skips(value)) return
      writer.tag(tag, codec.wire)
      codec.write(writer, value)
    },
    read(reader, target, depth) {
      const value = codec.read(reader, { depth, before: target[key] })
      if (field.pointer === true || !codec.isZero(value)) target[key] = value
      else if (target[key] !== undefined) delete target[key]
    },
  }
}

/** One record an item. */
function listPart(key: string, tag: number, codec: ValueCodec): Part {
  const read: Part['read'] = (reader, target, depth) => {
    const list = listAt(target, key)
    list.push(codec.read(reader, { depth, before: undefined }))
  }
  const part: Part = {
    tag,
    label: goName(key),
    wire: codec.wire,
    write(writer, source) {
      for (const item of (source[key] ?? []) as readonly unknown[]) {
        writer.tag(tag, codec.wire)
        codec.write(writer, item)
      }
    },
    read,
  }
  if (codec.wire === wireType.bytes) return part
  const readPacked: Part['read'] = (reader, target, depth) => {
    while (!reader.done) read(reader, target, depth)
  }
  return { ...part, readPacked }
}

function listAt(target: JsonObject, key: string): unknown[] {
  const list = (target[key] ?? []) as unknown[]
  target[key] = list
  return list
}

/** One message an entry: 1 key, 2 value. */
function mapPart(key: string, tag: number, codec: ValueCodec): Part {
  return {
    tag,
    label: goName(key),
    wire: wireType.bytes,
    write(writer, source) {
      const map = source[key] as JsonObject | null | undefined
      if (map === undefined || map === null) return
      for (const name of Object.keys(map).sort(compareUtf8)) {
        writer.tag(tag, wireType.bytes)
        const opened = writer.open()
        writer.tag(1, wireType.bytes)
        writer.string(name)
        writer.tag(2, codec.wire)
        codec.write(writer, map[name])
        writer.close(opened)
      }
    },
    read(reader, target, depth) {
      const map = (target[key] ?? {}) as JsonObject
      target[key] = map
      readEntry(reader.nested(), map, { codec, depth })
    },
  }
}

function readEntry(
  reader: WireReader,
  map: JsonObject,
  at: { readonly codec: ValueCodec; readonly depth: number },
): void {
  const { codec, depth } = at
  let name = ''
  let value: unknown
  while (!reader.done) {
    const tag = reader.tag()
    // As upstream, which does not look at the wire types here.
    if (tag >>> 3 === 1) name = reader.string()
    else if (tag >>> 3 === 2) value = codec.read(reader, { depth, before: undefined })
    else reader.skip(tag)
  }
  setKey(map, name, value ?? codec.read(new WireReader(zeros), { depth, before: undefined }))
}

/** Zero in each form: a number, an empty text, an empty message. */
const zeros = new Uint8Array(8)

/** By the bytes of their UTF-8 form, as Go sorts. */
function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = utf8Rank(a.charCodeAt(i)) - utf8Rank(b.charCodeAt(i))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Surrogates stand for what lies beyond U+FFFF. */
function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function valueCodec(schema: Schema): ValueCodec {
  const resolved = resolve(schema)
  if (resolved.type === 'object') return objectCodec(resolved)
  if (resolved.type === 'list') return wrappedCodec(listPart('items', 1, valueCodec(resolved.items)))
  assert(resolved.type !== 'map', 'protobuf has no lists or maps of maps')
  return resolved.schemaOr === undefined ? scalarCodecs[resolved.type] : schemaOrCodec(resolved.schemaOr)
}

function objectCodec(schema: ObjectSchema): ValueCodec {
  return {
    wire: wireType.bytes,
    write(writer, value) {
      const opened = writer.open()
      // Looked up on use, since schemas may refer to themselves.
      writeParts(writer, messageOf(schema).parts, (value ?? {}) as JsonObject)
      writer.close(opened)
    },
    read(reader, { depth, before }) {
      const target = (before ?? {}) as JsonObject
      readParts(reader.nested(), target, { message: messageOf(schema), depth: depth + 1 })
      return target
    },
    isZero: (value) => Object.keys(value as object).length === 0,
  }
}

/** A message that stands for one value: `take` gives the value of what its fields hold, `give` the fields. */
function standIn(
  parts: readonly Part[],
  form: { take(fields: JsonObject): unknown; give(value: unknown): JsonObject },
): ValueCodec {
  const message = { name: '', parts, byTag: new Map(parts.map((part) => [part.tag, part])) }
  return {
    wire: wireType.bytes,
    write(writer, value) {
      const opened = writer.open()
      writeParts(writer, parts, form.give(value))
      writer.close(opened)
    },
    read(reader, { depth }) {
      const fields: JsonObject = {}
      readParts(reader.nested(), fields, { message, depth: depth + 1 })
      return form.take(fields)
    },
    isZero: (value) => value === null,
  }
}

/** A list in a message of its own. */
function wrappedCodec(items: Part): ValueCodec {
  return standIn([items], {
    take: (fields) => fields.items ?? [],
    give: (value) => ({ items: value ?? [] }),
  })
}

/** Upstream: apiextensions-apiserver pkg/apis/apiextensions/v1/marshal.go. */
function schemaOrCodec({ other, get }: SchemaOr): ValueCodec {
  const schemas = valueCodec({ type: 'lazy', get })
  const pointer = { tag: 0, schema: json, required: false, pointer: true }
  const plain = { ...pointer, pointer: false }
  const schemaAt = (tag: number) =>
    singlePart('schema', { ...pointer, tag }, { codec: schemas, skips: isAbsent })
  if (other === 'bool') {
    const allows = singlePart('allows', { ...plain, tag: 1 }, { codec: scalarCodecs.bool, skips: never })
    return standIn([allows, schemaAt(2)], {
      take: ({ schema, allows: allowed }) => schema ?? allowed === true,
      give: (value) => (typeof value === 'object' ? { allows: true, schema: value } : { allows: value }),
    })
  }
  const list = listPart('list', 2, other === 'schemas' ? schemas : scalarCodecs.string)
  return standIn([schemaAt(1), list], {
    take: ({ schema, list: items }) => items ?? schema ?? null,
    give: (value) => (Array.isArray(value) ? { list: value } : { schema: value }),
  })
}
