// JSON as values of expressions and back. Nothing is converted before it is asked for: a list or an object becomes a view,
// whose elements are adapted one at a time. Upstream: apiserver pkg/cel/common/values.go UnstructuredToVal.
import { isRawNumber, type JsonObject, rawNumber, setKey } from '../json-value.ts'
import { EvalFault } from './cel-fault.ts'
import { type CelType, dyn, type ListType, type ObjectType } from './cel-type.ts'
import { formatDuration, formatTimestamp, parseDuration, parseTimestamp } from './time-values.ts'
import {
  ArrayList,
  CelList,
  CelMap,
  CelObject,
  CelOptional,
  CelUint,
  Duration,
  OpaqueValue,
  Timestamp,
  TypeValue,
  type Value,
} from './values.ts'

/** A JSON value as the type says; what is a value of expressions already stays as it is. */
export function adapt(raw: unknown, type: CelType = dyn): Value {
  switch (typeof raw) {
    case 'string':
      return adaptString(raw, type)
    case 'boolean':
    case 'bigint':
      return raw
    case 'number':
      return type.kind === 'double' || !Number.isInteger(raw) ? raw : BigInt(raw)
    case 'undefined':
      return null
  }
  if (raw === null || typeof raw !== 'object') return null
  if (Array.isArray(raw)) return new JsonList(raw, type.kind === 'list' ? type : anyList)
  if (isRawNumber(raw)) return adaptRawNumber(raw.rawJSON, type)
  if (isValue(raw)) return raw
  if (type.kind === 'object') return new JsonStruct(raw as JsonObject, type)
  return new JsonMap(raw as JsonObject, type.kind === 'map' ? type.value : dyn)
}

const anyList: ListType = { kind: 'list', elem: dyn }

function isValue(raw: object): raw is Exclude<Value, null | boolean | bigint | number | string> {
  return (
    raw instanceof CelList ||
    raw instanceof CelMap ||
    raw instanceof CelObject ||
    raw instanceof CelOptional ||
    raw instanceof OpaqueValue ||
    raw instanceof CelUint ||
    raw instanceof Timestamp ||
    raw instanceof Duration ||
    raw instanceof TypeValue ||
    raw instanceof Uint8Array
  )
}

function adaptRawNumber(text: string, type: CelType): Value {
  if (type.kind === 'double' || !/^-?\d+$/.test(text)) return Number(text)
  const whole = BigInt(text)
  return BigInt.asIntN(64, whole) === whole ? whole : Number(text)
}

function adaptString(raw: string, type: CelType): Value {
  switch (type.kind) {
    case 'bytes': {
      const decoded = bytesOfBase64(raw)
      if (decoded === undefined) throw new EvalFault(`failed to parse base64 data: ${raw}`)
      return decoded
    }
    case 'timestamp': {
      // The format date-time, or date.
      const parsed = parseTimestamp(raw) ?? parseTimestamp(`${raw}T00:00:00Z`)
      if (parsed === undefined) throw new EvalFault(`failed to parse date-time ${JSON.stringify(raw)}`)
      return parsed
    }
    case 'duration': {
      const parsed = parseDuration(raw)
      if (parsed === undefined) throw new EvalFault(`failed to parse duration ${JSON.stringify(raw)}`)
      return parsed
    }
    default:
      return raw
  }
}

export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export class JsonList extends CelList {
  readonly #type: ListType
  readonly #items: readonly unknown[]

  constructor(items: readonly unknown[], type: ListType) {
    super()
    this.#items = items
    this.#type = type
  }

  override get type(): ListType {
    return this.#type
  }

  get size(): number {
    return this.#items.length
  }

  at(index: number): Value {
    return adapt(this.#items[index], this.#type.elem)
  }
}

/** An object without declared fields: its keys as they are. */
export class JsonMap extends CelMap {
  readonly #object: JsonObject
  readonly #valueType: CelType
  #keys: readonly string[] | undefined

  constructor(object: JsonObject, valueType: CelType) {
    super()
    this.#object = object
    this.#valueType = valueType
  }

  get size(): number {
    return this.keys().length
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.#object, key)) return undefined
    return adapt(this.#object[key], this.#valueType)
  }

  has(key: Value): boolean {
    return typeof key === 'string' && Object.hasOwn(this.#object, key)
  }

  keys(): readonly string[] {
    this.#keys ??= Object.keys(this.#object)
    return this.#keys
  }
}

/** An object of a schema: fields by their names in expressions; what the schema does not know is not there. */
export class JsonStruct extends CelObject {
  readonly #object: JsonObject
  readonly #type: ObjectType

  constructor(object: JsonObject, type: ObjectType) {
    super()
    this.#object = object
    this.#type = type
  }

  get typeName(): string {
    return this.#type.name
  }

  get(name: string): Value | undefined {
    const field = this.#type.field(name)
    if (field === undefined) return undefined
    const raw = Object.hasOwn(this.#object, field.key) ? this.#object[field.key] : field.default
    // A field that is null counts as absent; items of lists and maps may be null.
    return raw === undefined || raw === null ? undefined : adapt(raw, field.type)
  }

  /** All keys of the object, known or not: for comparing it. */
  fields(): readonly string[] {
    return Object.keys(this.#object)
  }

  /** By the property's own name. */
  raw(key: string): Value {
    return adapt(this.#object[key])
  }
}

export function listOfValues(items: readonly Value[]): CelList {
  return new ArrayList(items)
}

/** The JSON of a value, for what an expression makes; undefined for what has none. */
export function toJson(value: Value): unknown {
  switch (typeof value) {
    case 'bigint': {
      const number = Number(value)
      return Number.isSafeInteger(number) ? number : rawNumber(value.toString())
    }
    case 'string':
    case 'boolean':
    case 'number':
      return value
  }
  if (value === null) return null
  if (value instanceof CelUint) return toJson(value.value)
  if (value instanceof CelList) return [...value].map(toJson)
  if (value instanceof CelMap) return mapToJson(value)
  if (value instanceof JsonStruct)
    return Object.fromEntries(value.fields().map((key) => [key, toJson(value.raw(key))]))
  if (value instanceof CelObject) return structToJson(value)
  if (value instanceof Uint8Array) return value.toBase64()
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof Duration) return formatDuration(value)
  if (value instanceof CelOptional) return value.value === undefined ? null : toJson(value.value)
  return undefined
}

function mapToJson(map: CelMap): JsonObject {
  const result: JsonObject = {}
  for (const key of map.keys()) {
    if (typeof key !== 'string')
      throw new EvalFault('unsupported conversion of a map whose keys are no strings')
    setKey(result, key, toJson(map.get(key) ?? null))
  }
  return result
}

function structToJson(object: CelObject): JsonObject {
  const result: JsonObject = {}
  for (const field of object.fields()) {
    const value = object.get(field)
    if (value !== undefined) setKey(result, field, toJson(value))
  }
  return result
}
