// Proto3 messages from tables: encodes plain objects and decodes to them. For the gRPC interfaces (CRI, CSI, etcd);
// Kubernetes' own API objects have other rules for what is left out, and their own codec over wire.ts.
import { assert, must } from '../../base/assert.ts'
import { WireError, WireReader, WireWriter, wireType } from './wire.ts'

/** `rep` is a list, `map` an object with string keys, `opt` a scalar that may be absent. */
export type FieldCard = 'rep' | 'map' | 'opt'

/** Field number, camel-case name, type (a scalar's, a message's or an enum's name), cardinality. */
export type FieldRow = readonly [tag: number, name: string, type: string, card?: FieldCard]

export interface ProtoSchema {
  readonly messages: Readonly<Record<string, readonly FieldRow[]>>
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** What may be given where a message is to be encoded: every field optional, at every depth. */
export type MessageInit<T> = T extends Uint8Array | string | number | bigint | boolean
  ? T
  : T extends readonly (infer E)[]
    ? readonly MessageInit<E>[]
    : { readonly [K in keyof T]?: MessageInit<T[K]> | undefined }

export interface MessageCodec<Types> {
  encode<K extends keyof Types & string>(type: K, value: MessageInit<Types[K]>): Uint8Array
  /** Throws a WireError where the bytes are no such message. Unknown fields are dropped. */
  decode<K extends keyof Types & string>(type: K, bytes: Uint8Array): Types[K]
}

/** What an enum value that the table does not have is decoded to. It cannot be encoded. */
export const unrecognized = 'UNRECOGNIZED'

// The depth at which protobuf's own decoders give up.
const maxDepth = 100

type Message = Record<string, unknown>

interface Scalar {
  readonly wire: number
  readonly zero: unknown
  write(writer: WireWriter, value: unknown): void
  read(reader: WireReader): unknown
}

interface Field {
  readonly tag: number
  readonly name: string
  readonly card: FieldCard | 'one'
  readonly scalar: Scalar | undefined
  /** Set instead of `scalar`; looked up on use, since messages refer to one another. */
  readonly message: string
}

interface MessageType {
  readonly fields: readonly Field[]
  readonly byTag: ReadonlyMap<number, Field>
}

/** A codec for the messages of one table. */
export function createMessageCodec<Types>(schema: ProtoSchema): MessageCodec<Types> {
  const tables = new Tables(schema)
  return {
    encode(type, value) {
      const writer = new WireWriter()
      writeMessage(tables, tables.get(type), { writer, value: value as Message })
      return writer.finish()
    },
    decode: (type, bytes) =>
      readMessage(tables, tables.get(type), {
        reader: new WireReader(bytes),
        depth: 0,
      }) as Types[typeof type],
  }
}

/** The tables in the form that the loops below want, made when first asked for. */
class Tables {
  readonly #schema: ProtoSchema
  readonly #types = new Map<string, MessageType>()

  constructor(schema: ProtoSchema) {
    this.#schema = schema
  }

  get(name: string): MessageType {
    const known = this.#types.get(name)
    if (known !== undefined) return known
    assert(Object.hasOwn(this.#schema.messages, name), `no message ${name}`)
    const fields = must(this.#schema.messages[name], name).map((row) => this.#field(row))
    const made = { fields, byTag: new Map(fields.map((field) => [field.tag, field])) }
    this.#types.set(name, made)
    return made
  }

  #field(row: FieldRow): Field {
    const [tag, name, type, card] = row
    const scalar = scalars.get(type) ?? this.#enum(type)
    assert(scalar !== undefined || Object.hasOwn(this.#schema.messages, type), `no type ${type}`)
    return { tag, name, card: card ?? 'one', scalar, message: type }
  }

  #enum(type: string): Scalar | undefined {
    return Object.hasOwn(this.#schema.enums, type)
      ? enumScalar(type, this.#schema.enums[type] ?? {})
      : undefined
  }
}

function enumScalar(type: string, values: Readonly<Record<string, number>>): Scalar {
  const numbers = new Map(Object.entries(values))
  const names = new Map(Object.entries(values).map(([name, number]) => [number, name]))
  return {
    wire: wireType.varint,
    zero: names.get(0),
    write(writer, value) {
      const number = numbers.get(value as string)
      if (number === undefined) throw new WireError(`${type} has no value ${JSON.stringify(value)}`)
      writer.varint(number)
    },
    read: (reader) => names.get(reader.int32()) ?? unrecognized,
  }
}

const int32: Scalar = {
  wire: wireType.varint,
  zero: 0,
  write: (writer, value) => writer.varint(within(value as number, -0x8000_0000, 0x7fff_ffff)),
  read: (reader) => reader.int32(),
}

const scalars: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['int32', int32],
  [
    'uint32',
    {
      wire: wireType.varint,
      zero: 0,
      write: (writer, value) => writer.varint(within(value as number, 0, 0xffff_ffff)),
      read: (reader) => reader.uint32(),
    },
  ],
  ['int64', { wire: wireType.varint, zero: 0n, write: writeBig, read: (reader) => reader.int64() }],
  ['uint64', { wire: wireType.varint, zero: 0n, write: writeBig, read: (reader) => reader.uint64() }],
  [
    'bool',
    {
      wire: wireType.varint,
      zero: false,
      write: (writer, value) => writer.bool(value as boolean),
      read: (reader) => reader.bool(),
    },
  ],
  [
    'double',
    {
      wire: wireType.fixed64,
      zero: 0,
      write: (writer, value) => writer.double(value as number),
      read: (reader) => reader.double(),
    },
  ],
  [
    'float',
    {
      wire: wireType.fixed32,
      zero: 0,
      write: (writer, value) => writer.float(value as number),
      read: (reader) => reader.float(),
    },
  ],
  [
    'string',
    {
      wire: wireType.bytes,
      zero: '',
      write: (writer, value) => writer.string(value as string),
      read: (reader) => reader.string(),
    },
  ],
  [
    'bytes',
    {
      wire: wireType.bytes,
      zero: new Uint8Array(0),
      write: writeBytes,
      read: (reader) => reader.bytes(),
    },
  ],
])

function writeBig(writer: WireWriter, value: unknown): void {
  writer.varint(value as bigint)
}

function writeBytes(writer: WireWriter, value: unknown): void {
  // A string put into a byte buffer would become zeros without a word.
  if (!(value instanceof Uint8Array)) throw new WireError(`not bytes: ${typeof value}`)
  writer.bytes(value)
}

function within(value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value
  throw new WireError(`${value} is not within ${least} and ${most}`)
}

interface WriteTarget {
  readonly writer: WireWriter
  readonly value: Message
}

function writeMessage(tables: Tables, type: MessageType, target: WriteTarget): void {
  const { writer, value } = target
  for (const field of type.fields) {
    const item = value[field.name]
    if (item === undefined || item === null) continue
    if (field.card === 'map') writeMap(tables, field, { writer, value: item as Message })
    else if (field.card === 'rep') writeList(tables, field, { writer, items: item as readonly unknown[] })
    else if (field.card === 'opt' || !isZero(field, item)) writeRecord(tables, field, { writer, item })
  }
}

function isZero(field: Field, item: unknown): boolean {
  if (field.scalar === undefined) return false
  return item instanceof Uint8Array ? item.length === 0 : item === field.scalar.zero
}

function writeRecord(
  tables: Tables,
  field: Field,
  { writer, item }: { readonly writer: WireWriter; readonly item: unknown },
): void {
  if (field.scalar !== undefined) {
    writer.tag(field.tag, field.scalar.wire)
    field.scalar.write(writer, item)
    return
  }
  writer.tag(field.tag, wireType.bytes)
  const opened = writer.open()
  writeMessage(tables, tables.get(field.message), { writer, value: item as Message })
  writer.close(opened)
}

function writeList(
  tables: Tables,
  field: Field,
  { writer, items }: { readonly writer: WireWriter; readonly items: readonly unknown[] },
): void {
  const { scalar } = field
  if (scalar === undefined || scalar.wire === wireType.bytes) {
    for (const item of items) writeRecord(tables, field, { writer, item })
    return
  }
  if (items.length === 0) return
  writer.tag(field.tag, wireType.bytes)
  const opened = writer.open()
  for (const item of items) scalar.write(writer, item)
  writer.close(opened)
}

function writeMap(tables: Tables, field: Field, { writer, value }: WriteTarget): void {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    writer.tag(field.tag, wireType.bytes)
    const opened = writer.open()
    writer.tag(1, wireType.bytes)
    writer.string(key)
    writeRecord(tables, { ...field, tag: 2 }, { writer, item })
    writer.close(opened)
  }
}

interface ReadSource {
  readonly reader: WireReader
  readonly depth: number
  /** A message that came before under the same tag: the records of both count. */
  readonly into?: Message | undefined
}

function readMessage(tables: Tables, type: MessageType, source: ReadSource): Message {
  const { reader, depth, into } = source
  if (depth > maxDepth) throw new WireError('messages nested too deeply')
  const value = into ?? emptyMessage(type)
  while (!reader.done) {
    const tag = reader.tag()
    const field = type.byTag.get(tag >>> 3)
    if (field === undefined || !readField(tables, field, { reader, depth, value, wire: tag & 7 }))
      reader.skip(tag)
  }
  return value
}

function emptyMessage(type: MessageType): Message {
  const value: Message = {}
  for (const { card, name, scalar } of type.fields) {
    if (card === 'rep') value[name] = []
    else if (card === 'map') value[name] = Object.create(null)
    else if (card === 'one' && scalar !== undefined) value[name] = scalar.zero
  }
  return value
}

interface FieldSource {
  readonly reader: WireReader
  readonly depth: number
  readonly value: Message
  readonly wire: number
}

/** Reads one record into `value`; false where its wire type is not the field's. */
function readField(tables: Tables, field: Field, source: FieldSource): boolean {
  const { reader, depth, value, wire } = source
  const { card, name, scalar } = field
  const expected = scalar === undefined || card === 'map' ? wireType.bytes : scalar.wire
  if (card === 'rep' && wire !== expected && wire === wireType.bytes && scalar !== undefined) {
    const list = value[name] as unknown[]
    for (const packed = reader.nested(); !packed.done; ) list.push(scalar.read(packed))
    return true
  }
  if (wire !== expected) return false
  if (card === 'map') readMapEntry(tables, field, source)
  else if (card === 'rep') (value[name] as unknown[]).push(readOne(tables, field, { reader, depth }))
  else value[name] = readOne(tables, field, { reader, depth, into: value[name] as Message | undefined })
  return true
}

function readOne(tables: Tables, field: Field, source: ReadSource): unknown {
  if (field.scalar !== undefined) return field.scalar.read(source.reader)
  const { reader, depth, into } = source
  return readMessage(tables, tables.get(field.message), { reader: reader.nested(), depth: depth + 1, into })
}

function readMapEntry(tables: Tables, field: Field, source: FieldSource): void {
  const reader = source.reader.nested()
  let key = ''
  let item: unknown
  while (!reader.done) {
    const tag = reader.tag()
    if (tag === ((1 << 3) | wireType.bytes)) key = reader.string()
    else if (tag === ((2 << 3) | (field.scalar?.wire ?? wireType.bytes)))
      item = readOne(tables, field, { reader, depth: source.depth })
    else reader.skip(tag)
  }
  const entries = source.value[field.name] as Message
  entries[key] = item ?? field.scalar?.zero ?? emptyMessage(tables.get(field.message))
}
