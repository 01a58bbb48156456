// Turns parsed JSON into an object of a schema: types checked, unknown fields pruned and reported, zero values left out
// or put in as Go's JSON tags have it, keys in schema order. It takes over its input. It never fills in API defaults.
import { isRawNumber } from '../json-value.ts'
import { canonicalQuantity, quantityFault } from '../quantity/quantity.ts'
import { goPath } from './go-path.ts'
import {
  bytesFault,
  decodeBytes,
  decodeDuration,
  decodeMicroTime,
  decodeTime,
  durationFault,
  timeFault,
} from './scalars.ts'
import {
  type Field,
  type ListSchema,
  list,
  type MapSchema,
  type ObjectSchema,
  resolve,
  type ScalarSchema,
  type Schema,
} from './schema.ts'

/** The input has the wrong shape; the message is the one Go's decoder gives. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  /** What was there, and what should have been, where a value is of the wrong type. */
  readonly found: Found | undefined

  constructor(message: string, found?: Found) {
    super(message)
    this.found = found
  }
}

export interface Found {
  readonly value: unknown
  readonly type: ReturnType<typeof resolve>['type']
}

export interface DecodeResult<T> {
  readonly value: T
  /** Paths of fields that the schema does not have, in the order of the document; they have been dropped. */
  readonly unknown: readonly string[]
}

interface Context {
  readonly root: Schema
  readonly path: (string | number)[]
  /** Go name of the struct being read, for messages. */
  struct: string
  readonly unknown: string[]
}

type Decoder = (value: unknown, context: Context) => unknown

/** Decodes a whole value. Throws DecodeError at the first field of a wrong type. */
export function decode<T>(schema: Schema, value: unknown): DecodeResult<T> {
  const context: Context = { root: schema, path: [], struct: '', unknown: [] }
  const decoded = decoderOf(schema)(value, context) as T
  return { value: decoded, unknown: context.unknown }
}

const decoders = new WeakMap<Schema, Decoder>()

function decoderOf(schema: Schema): Decoder {
  let decoder = decoders.get(schema)
  if (decoder === undefined) {
    decoder = compile(schema)
    decoders.set(schema, decoder)
  }
  return decoder
}

function compile(schema: Schema): Decoder {
  const resolved = resolve(schema)
  if (resolved.type === 'object')
    return resolved.read === undefined ? compileObject(resolved) : compileRead(resolved, resolved.read)
  if (resolved.type === 'list') return compileList(resolved)
  if (resolved.type === 'map') return compileMap(resolved)
  return compileScalar(resolved)
}

interface Slot {
  readonly name: string
  readonly field: Field
  /** Compiled on first use, since schemas may refer to themselves. */
  decode: Decoder
  readonly empty: () => unknown
  readonly isZero: (value: unknown) => boolean
}

function compileObject(schema: ObjectSchema): Decoder {
  const slots = Object.entries(schema.fields).map(([name, field]) => slotOf(name, field))
  const struct = schema.name.slice(schema.name.lastIndexOf('.') + 1)
  return (value, context) => {
    if (!isObject(value)) throw mismatch(value, schema, context)
    const outer = context.struct
    context.struct = struct
    const source = value as Record<string, unknown>
    const target: Record<string, unknown> = {}
    const { unknown } = context
    let inner: Map<string, readonly string[]> | undefined
    let seen = 0
    for (const slot of slots) {
      const { name } = slot
      if (Object.hasOwn(source, name)) {
        seen++
        const before = unknown.length
        const decoded = decodeSlot(slot, source[name], context)
        if (unknown.length > before) {
          inner ??= new Map()
          inner.set(name, unknown.splice(before))
        }
        if (decoded !== undefined) target[name] = decoded
      } else {
        const empty = slot.empty()
        if (empty !== undefined) target[name] = empty
      }
    }
    if (inner !== undefined || seen !== Object.keys(source).length) {
      reportUnknown({ schema, source, inner }, context)
    }
    context.struct = outer
    return target
  }
}

function compileRead(schema: ObjectSchema, read: NonNullable<ObjectSchema['read']>): Decoder {
  return (value, context) => {
    if (!isObject(value)) throw mismatch(value, schema, context)
    return read(value as Record<string, unknown>, context.unknown)
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}

function decodeSlot(slot: Slot, value: unknown, context: Context): unknown {
  if (value === null || value === undefined) return slot.empty()
  context.path.push(slot.name)
  const decoded = slot.decode(value, context)
  context.path.pop()
  return slot.isZero(decoded) ? slot.empty() : decoded
}

function slotOf(name: string, field: Field): Slot {
  const slot: Slot = {
    name,
    field,
    decode: (value, context) => {
      slot.decode = decoderOf(field.schema)
      return slot.decode(value, context)
    },
    empty: emptyOf(field),
    isZero: field.pointer || field.required ? () => false : zeroTest(field.schema),
  }
  return slot
}

const nothing = () => undefined

function emptyOf(field: Field): () => unknown {
  if (field.empty === undefined || field.empty === 'omit') return nothing
  const schema = resolve(field.schema)
  if (schema.type === 'object')
    return () => decoderOf(schema)({}, { root: schema, path: [], struct: '', unknown: [] })
  if (schema.type === 'list') return () => []
  if (schema.type === 'map') return () => ({})
  return zeroScalar(schema)
}

function zeroScalar(schema: ScalarSchema): () => unknown {
  switch (schema.type) {
    case 'string':
    case 'bytes':
      return () => ''
    case 'bool':
      return () => false
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return () => 0
    case 'duration':
      return () => '0s'
    case 'quantity':
      return () => '0'
    case 'time':
    case 'microTime':
    case 'json':
      return () => null
  }
}

function zeroTest(schema: Schema): (value: unknown) => boolean {
  switch (schema.type) {
    case 'list':
      return (value) => (value as unknown[]).length === 0
    case 'map':
      return (value) => Object.keys(value as object).length === 0
    case 'string':
    case 'bytes':
      return (value) => value === ''
    case 'bool':
      return (value) => value === false
    case 'int32':
    case 'int64':
    case 'double':
      return (value) => value === 0
    default:
      return () => false
  }
}

interface PartlyUnknown {
  readonly schema: ObjectSchema
  readonly source: object
  /** What is unknown within the fields that the schema has. */
  readonly inner: ReadonlyMap<string, readonly string[]> | undefined
}

function reportUnknown({ schema, source, inner }: PartlyUnknown, { path, unknown }: Context): void {
  for (const key of Object.keys(source)) {
    if (!Object.hasOwn(schema.fields, key)) unknown.push(pathText([...path, key]))
    else for (const text of inner?.get(key) ?? []) unknown.push(text)
  }
}

function compileList(schema: ListSchema): Decoder {
  const { items } = schema
  const item = decoderOf(items)
  const scalarItem = resolve(items)
  return (value, context) => {
    if (!Array.isArray(value)) throw mismatch(value, schema, context)
    for (let index = 0; index < value.length; index++) {
      context.path.push(index)
      const given = value[index] === null ? emptyItem(scalarItem) : value[index]
      value[index] = given === null ? null : item(given, context)
      context.path.pop()
    }
    return value
  }
}

/** What null stands for in a list or map; null itself for a zero time and for JSON. */
function emptyItem(schema: ReturnType<typeof resolve>): unknown {
  if (schema.type === 'object') return {}
  if (schema.type === 'list') return []
  if (schema.type === 'map') return {}
  return zeroScalar(schema)()
}

function compileMap(schema: MapSchema): Decoder {
  const { values } = schema
  const decodeValue = decoderOf(values)
  const resolved = resolve(values)
  return (value, context) => {
    if (!isObject(value)) throw mismatch(value, schema, context)
    const source = value as Record<string, unknown>
    for (const key of Object.keys(source)) {
      context.path.push(key)
      const before = source[key]
      const given = before === null ? emptyItem(resolved) : before
      const after = given === null ? null : decodeValue(given, context)
      // Assigning to an own key is safe even where the key is __proto__.
      if (after !== before) source[key] = after
      context.path.pop()
    }
    return source
  }
}

function compileScalar(schema: ScalarSchema): Decoder {
  if (schema.schemaOr !== undefined) return compileSchemaOr(schema.schemaOr)
  const convert = converters[schema.type]
  return (value, context) => {
    const converted = convert(value)
    if (converted === undefined) throw scalarFault(schema, value, context)
    return converted
  }
}

/** A schema where it is an object, a list of schemas where that is the other form; all else is kept. */
function compileSchemaOr({ other, get }: NonNullable<ScalarSchema['schemaOr']>): Decoder {
  return (value, context) => {
    if (isObject(value)) return decoderOf(get())(value, context)
    if (other === 'schemas' && Array.isArray(value)) return compileList(list(get()))(value, context)
    return value
  }
}

/** Texts of the wrong form are faults of their own; all else is a value of the wrong type. */
function scalarFault(schema: ScalarSchema, value: unknown, context: Context): DecodeError {
  if (schema.type === 'quantity') {
    const text = typeof value === 'string' || typeof value === 'number' ? value : ''
    return new DecodeError(quantityFault(text) ?? quantityFault('') ?? '')
  }
  if (typeof value === 'string') {
    if (schema.type === 'time' || schema.type === 'microTime')
      return new DecodeError(timeFault(value, schema.type))
    if (schema.type === 'bytes') return new DecodeError(bytesFault(value))
    if (schema.type === 'duration') return new DecodeError(durationFault(value))
  }
  return mismatch(value, schema, context)
}

const int32Max = 2 ** 31

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) < int32Max && (value as number) >= -int32Max
}

function convertInt64(value: unknown): unknown {
  if (Number.isSafeInteger(value)) return value
  if (!isRawNumber(value)) return undefined
  const number = BigInt(value.rawJSON)
  return number === BigInt.asIntN(64, number) ? value : undefined
}

function convertDouble(value: unknown): unknown {
  return isRawNumber(value) ? Number(value.rawJSON) : typeof value === 'number' ? value : undefined
}

function convertQuantity(value: unknown): unknown {
  if (isRawNumber(value)) return canonicalQuantity(value.rawJSON)
  return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) : undefined
}

/** Each gives undefined for a value of the wrong form. */
const converters: Readonly<Record<ScalarSchema['type'], (value: unknown) => unknown>> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  bool: (value) => (typeof value === 'boolean' ? value : undefined),
  int32: (value) => (isInt32(value) ? value : undefined),
  int64: convertInt64,
  double: convertDouble,
  bytes: (value) => (typeof value === 'string' ? decodeBytes(value) : undefined),
  time: (value) => (typeof value === 'string' ? decodeTime(value) : undefined),
  microTime: (value) => (typeof value === 'string' ? decodeMicroTime(value) : undefined),
  duration: (value) => (typeof value === 'string' ? decodeDuration(value) : undefined),
  quantity: convertQuantity,
  intOrString: (value) => (typeof value === 'string' || isInt32(value) ? value : undefined),
  json: (value) => value,
}

const goScalars: Readonly<Record<ScalarSchema['type'], string>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  bytes: '[]uint8',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  duration: 'v1.Duration',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  json: 'runtime.RawExtension',
}

function goType(schema: ReturnType<typeof resolve>): string {
  if (schema.type === 'object') return schema.name.replace(/^.*\.(v\w+\.\w+)$/, '$1')
  if (schema.type === 'list') return `[]${goType(resolve(schema.items))}`
  if (schema.type === 'map') return `map[string]${goType(resolve(schema.values))}`
  return goScalars[schema.type]
}

function jsonType(value: unknown, expected: string): string {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  const number = isRawNumber(value) ? value.rawJSON : typeof value === 'number' ? value : undefined
  if (number === undefined) return typeof value
  return /^(?:int|float)/.test(expected) ? `number ${number}` : 'number'
}

function mismatch(value: unknown, schema: ReturnType<typeof resolve>, context: Context): DecodeError {
  const expected = goType(schema)
  const where = goPath(context.root, context.path)
  const type = innerTypes.get(expected) ?? expected
  const target = where === '' ? 'Go value' : `Go struct field ${context.struct}.${where}`
  const message = `json: cannot unmarshal ${jsonType(value, type)} into ${target} of type ${type}`
  return new DecodeError(message, { value, type: schema.type })
}

/** These types read a plain value first. */
const innerTypes: ReadonlyMap<string, string> = new Map([
  ['v1.Time', 'string'],
  ['v1.MicroTime', 'string'],
  ['v1.Duration', 'string'],
  ['intstr.IntOrString', 'int32'],
])

/** `spec.containers[0].image`: the form of paths in strict decoding errors. */
export function pathText(path: readonly (string | number)[]): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}
