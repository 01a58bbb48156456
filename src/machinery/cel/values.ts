// Values while an expression runs. Ints are bigints and doubles numbers, so that they cannot be taken for one another. Lists
// and maps are views: over a JSON tree they turn an element into a value only when it is asked for.
import { noSuchOverload } from './cel-fault.ts'
import { type CelType, dyn } from './cel-type.ts'

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | CelUint
  | Timestamp
  | Duration
  | CelList
  | CelMap
  | CelObject
  | CelOptional
  | TypeValue
  | OpaqueValue

export type MapKey = boolean | bigint | string | CelUint | number

export class CelUint {
  readonly value: bigint

  constructor(value: bigint) {
    this.value = value
  }
}

/** Nanoseconds since 1970; the zone it was written in matters only when it is printed. */
export class Timestamp {
  readonly nanos: bigint
  readonly offsetMinutes: number

  constructor(nanos: bigint, offsetMinutes = 0) {
    this.nanos = nanos
    this.offsetMinutes = offsetMinutes
  }
}

export class Duration {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

export abstract class CelList {
  abstract readonly size: number
  /** How a custom resource's list compares and adds; dyn where as usual. */
  get type(): CelType {
    return dyn
  }

  [Symbol.iterator](): Iterator<Value> {
    let next = 0
    return {
      next: () =>
        next < this.size ? { done: false, value: this.at(next++) } : { done: true, value: undefined },
    }
  }

  /** Below `size`. */
  abstract at(index: number): Value
}

export abstract class CelMap {
  abstract readonly size: number
  abstract get(key: Value): Value | undefined
  abstract has(key: Value): boolean
  abstract keys(): Iterable<Value>
}

/** A value with declared fields. */
export abstract class CelObject {
  abstract readonly typeName: string
  /** By its name in expressions; undefined where it is not set. */
  abstract get(field: string): Value | undefined
  /** Names of the fields that are set, in expressions' spelling. */
  abstract fields(): readonly string[]
}

export class CelOptional {
  readonly value: Value | undefined

  constructor(value: Value | undefined) {
    this.value = value
  }
}

export const none = new CelOptional(undefined)

export class TypeValue {
  readonly typeName: string

  constructor(typeName: string) {
    this.typeName = typeName
  }
}

/** A value that only functions of its library understand. */
export abstract class OpaqueValue {
  abstract readonly typeName: string
  /** For the cost of what walks it. */
  readonly size?: number
  equals?(other: OpaqueValue): boolean
}

export class ArrayList extends CelList {
  readonly #items: readonly Value[]
  readonly #type: CelType

  constructor(items: readonly Value[], type: CelType = dyn) {
    super()
    this.#items = items
    this.#type = type
  }

  override get type(): CelType {
    return this.#type
  }

  get size(): number {
    return this.#items.length
  }

  at(index: number): Value {
    return this.#items[index] as Value
  }
}

/** Keys of one map may be of several types; 1 and 1u are the same key. */
export class ValueMap extends CelMap {
  readonly #entries: ReadonlyMap<unknown, readonly [Value, Value]>

  constructor(entries: ReadonlyMap<unknown, readonly [Value, Value]>) {
    super()
    this.#entries = entries
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(keyIdentity(key))?.[1]
  }

  has(key: Value): boolean {
    return this.#entries.has(keyIdentity(key))
  }

  *keys(): Iterable<Value> {
    for (const [key] of this.#entries.values()) yield key
  }
}

/** What makes two keys the same: numbers by their value, whatever their type. */
export function keyIdentity(key: Value): unknown {
  switch (typeof key) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return key
    case 'number':
      return Number.isInteger(key) ? BigInt(key) : key
    default:
      if (key instanceof CelUint) return key.value
      throw noSuchOverload()
  }
}

/** The name of a value's type, as type() and messages show it. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'double'
    case 'string':
      return 'string'
  }
  if (value === null) return 'null_type'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof CelUint) return 'uint'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  if (value instanceof CelList) return 'list'
  if (value instanceof CelMap) return 'map'
  if (value instanceof CelOptional) return 'optional_type'
  if (value instanceof TypeValue) return 'type'
  return value.typeName
}

/** Whether the value may be handed to a parameter of this type. Of lists the first item speaks for all, of maps none is asked. */
export function isOfType(value: Value, type: CelType): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'param':
    case 'error':
      return true
    case 'null':
      return value === null
    case 'bool':
      return typeof value === 'boolean'
    case 'int':
      return typeof value === 'bigint'
    case 'uint':
      return value instanceof CelUint
    case 'double':
      return typeof value === 'number'
    case 'string':
      return typeof value === 'string'
    case 'bytes':
      return value instanceof Uint8Array
    case 'timestamp':
      return value instanceof Timestamp
    case 'duration':
      return value instanceof Duration
    case 'list':
      return value instanceof CelList && (value.size === 0 || isOfType(value.at(0), type.elem))
    case 'map':
      return value instanceof CelMap
    case 'optional':
      return value instanceof CelOptional
    case 'type':
      return value instanceof TypeValue
    case 'opaque':
      return value instanceof OpaqueValue && value.typeName === type.name
    case 'object':
      return value instanceof CelObject && value.typeName === type.name
  }
}
