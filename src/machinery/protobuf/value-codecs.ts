// How one value of each scalar type lies in a protobuf record: plain numbers and texts, and the small messages that
// times, quantities and the like are. What is read is the JSON value; what is absent is written as zero.
// Upstream: apimachinery pkg/apis/meta/v1/time_proto.go, pkg/api/resource/quantity_proto.go, pkg/util/intstr.
import { parseJson } from '../codec/json.ts'
import { isRawNumber, rawNumber } from '../json-value.ts'
import { formatDuration, parseDuration } from '../schema/scalars.ts'
import type { ScalarType } from '../schema/schema.ts'
import { WireError, type WireReader, type WireWriter, wireType } from './wire.ts'

export interface ValueCodec {
  readonly wire: number
  /** Everything behind the tag. */
  write(writer: WireWriter, value: unknown): void
  /** `before` is what an earlier record of the same field gave: messages are merged. */
  read(reader: WireReader, at: ReadAt): unknown
  /** True for what Go's omitempty would leave out. */
  isZero(value: unknown): boolean
}

export interface ReadAt {
  /** Of messages within messages. */
  readonly depth: number
  readonly before: unknown
}

const utf8 = new TextEncoder()

function number(write: (writer: WireWriter, value: number) => void, read: ValueCodec['read']): ValueCodec {
  return {
    wire: wireType.varint,
    write: (writer, value) => write(writer, (value ?? 0) as number),
    read,
    isZero: (value) => value === 0,
  }
}

const int64 = number((writer, value) => {
  if (isRawNumber(value)) writer.varint(BigInt(value.rawJSON))
  else writer.varint(value)
}, readInt64)

function readInt64(reader: WireReader): unknown {
  const value = reader.int64()
  const short = Number(value)
  return Number.isSafeInteger(short) ? short : rawNumber(String(value))
}

/** A message whose content `fill` writes and `scan` reads. */
function message(
  fill: (writer: WireWriter, value: unknown) => void,
  scan: (reader: WireReader) => unknown,
  zero: unknown,
): ValueCodec {
  return {
    wire: wireType.bytes,
    write(writer, value) {
      const opened = writer.open()
      fill(writer, value)
      writer.close(opened)
    },
    read: (reader) => scan(reader.nested()),
    isZero: (value) => value === zero,
  }
}

/** A small message whose fields are numbered 1, 2, ... */
interface SmallMessage<T> {
  readonly name: string
  readonly fields: readonly RecordField<T>[]
}

/** What each field's reader gives, undefined where the field is absent. */
function readRecord<T>(reader: WireReader, { name, fields }: SmallMessage<T>): readonly (T | undefined)[] {
  const values: (T | undefined)[] = []
  while (!reader.done) {
    const tag = reader.tag(name)
    const field = fields[(tag >>> 3) - 1]
    if (field === undefined) reader.skip(tag)
    else {
      expectWire(tag, field.wire, field.name)
      values[(tag >>> 3) - 1] = field.read(reader)
    }
  }
  return values
}

interface RecordField<T> {
  readonly name: string
  readonly wire: number
  readonly read: (reader: WireReader) => T
}

/** `label` is the field's Go name. */
export function expectWire(tag: number, wanted: number, label: string): void {
  if ((tag & 7) !== wanted) throw new WireError(`proto: wrong wireType = ${tag & 7} for field ${label}`)
}

/** Rounded beyond 2^53: nothing that long is meant. */
const integerField = (name: string): RecordField<number> => ({
  name,
  wire: wireType.varint,
  read: (reader) => Number(reader.int64()),
})
const textField = (name: string): RecordField<string> => ({
  name,
  wire: wireType.bytes,
  read: (reader) => reader.string(),
})

// The year 1, Go's zero time, and the last second that RFC 3339 can say.
const zeroSeconds = -62_135_596_800
const lastSeconds = 253_402_300_799
const timestamp = { name: 'Timestamp', fields: [integerField('Seconds'), integerField('Nanos')] }

function time(digits: 0 | 6): ValueCodec {
  return message(
    (writer, value) => writeTime(writer, value, digits),
    (reader) => readTime(reader, digits),
    null,
  )
}

function writeTime(writer: WireWriter, value: unknown, digits: 0 | 6): void {
  if (typeof value !== 'string') return
  const seconds = Math.floor(Date.parse(value) / 1000)
  if (seconds === zeroSeconds || Number.isNaN(seconds)) return
  const fraction = digits === 0 ? '' : (/\.(\d{6})/.exec(value)?.[1] ?? '')
  writer.tag(1, wireType.varint)
  writer.varint(seconds)
  writer.tag(2, wireType.varint)
  writer.varint(Number(fraction) * 1000)
}

function readTime(reader: WireReader, digits: 0 | 6): string | null {
  if (reader.done) return null
  const [seconds = 0, nanos = 0] = readRecord(reader, timestamp)
  const micros = digits === 0 ? 0 : Math.trunc((nanos | 0) / 1000)
  const whole = seconds + Math.floor(micros / 1e6)
  if (whole === zeroSeconds && micros === 0) return null
  // Differs: upstream takes any second of an int64, and then shows years that RFC 3339 does not have.
  if (!(whole > zeroSeconds && whole <= lastSeconds))
    throw new WireError('time is outside of years 1 to 9999')
  const text = new Date(whole * 1000).toISOString().slice(0, 19)
  return digits === 0
    ? `${text}Z`
    : `${text}.${String(micros - Math.floor(micros / 1e6) * 1e6).padStart(6, '0')}Z`
}

const durationRecord = { name: 'Duration', fields: [integerField('Duration')] }

const duration = message(
  (writer, value) => {
    writer.tag(1, wireType.varint)
    writer.varint(BigInt(parseDuration((value ?? '0s') as string) ?? 0))
  },
  (reader) => formatDuration(readRecord(reader, durationRecord)[0] ?? 0),
  '0s',
)

const quantityRecord = { name: 'Quantity', fields: [textField('String')] }

const quantity = message(
  (writer, value) => {
    writer.tag(1, wireType.bytes)
    writer.string(String(value ?? '0'))
  },
  (reader) => readRecord(reader, quantityRecord)[0] ?? '0',
  // JSON shows a zero quantity.
  undefined,
)

const intOrStringRecord: SmallMessage<number | string> = {
  name: 'IntOrString',
  fields: [integerField('Type'), integerField('IntVal'), textField('StrVal')],
}

const intOrString = message(
  (writer, value) => {
    const text = typeof value === 'string'
    writer.tag(1, wireType.varint)
    writer.varint(text ? 1 : 0)
    writer.tag(2, wireType.varint)
    writer.varint(text ? 0 : ((value ?? 0) as number))
    writer.tag(3, wireType.bytes)
    writer.string(text ? value : '')
  },
  (reader) => {
    const [type, value, text] = readRecord(reader, intOrStringRecord)
    if (type !== undefined && type !== 0 && type !== 1) throw new WireError('impossible IntOrString.Type')
    return type === 1 ? (text ?? '') : ((value ?? 0) as number) | 0
  },
  0,
)

const rawField: RecordField<Uint8Array> = {
  name: 'Raw',
  wire: wireType.bytes,
  read: (reader) => reader.bytes(),
}
const rawRecord = { name: 'RawExtension', fields: [rawField] }

/** The JSON text itself. */
const json = message(
  (writer, value) => {
    if (value === undefined || value === null) return
    writer.tag(1, wireType.bytes)
    writer.bytes(utf8.encode(JSON.stringify(value)))
  },
  (reader) => {
    const [raw] = readRecord(reader, rawRecord)
    return raw === undefined || raw.length === 0 ? null : parseJson(raw).value
  },
  null,
)

// Part of the language since 2025; the compiler's library lacks them.
const base64 = Uint8Array as unknown as { fromBase64(text: string): Uint8Array }

export const scalarCodecs: Readonly<Record<ScalarType, ValueCodec>> = {
  string: {
    wire: wireType.bytes,
    write: (writer, value) => writer.string((value ?? '') as string),
    read: (reader) => reader.string(),
    isZero: (value) => value === '',
  },
  bool: {
    wire: wireType.varint,
    write: (writer, value) => writer.bool(value === true),
    read: (reader) => reader.bool(),
    isZero: (value) => value === false,
  },
  int32: number(
    (writer, value) => writer.varint(value),
    (reader) => reader.int32(),
  ),
  int64,
  double: {
    wire: wireType.fixed64,
    write: (writer, value) => writer.double((value ?? 0) as number),
    read: (reader) => reader.double(),
    isZero: (value) => value === 0,
  },
  bytes: {
    wire: wireType.bytes,
    write: (writer, value) => writer.bytes(base64.fromBase64((value ?? '') as string)),
    read: (reader) => (reader.bytes() as Uint8Array & { toBase64(): string }).toBase64(),
    isZero: (value) => value === '',
  },
  time: time(0),
  microTime: time(6),
  duration,
  quantity,
  intOrString,
  json,
}
