// When values are equal, and which is the smaller. Numbers compare across types; what cannot be compared is not equal.
// Upstream: cel-go common/types/{object,list,map,int,double}.go; apiserver pkg/cel/common/values.go for sets and keyed lists.
import { JsonStruct } from './adapt.ts'
import { noSuchOverload } from './cel-fault.ts'
import type { Frame } from './frame.ts'
import {
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

export function equals(a: Value, b: Value, frame: Frame): boolean {
  frame.work(1)
  if (a === b) return true
  switch (typeof a) {
    case 'string':
      if (typeof b === 'string') frame.work(Math.min(a.length, b.length) / 64)
      return false
    case 'boolean':
      return false
    case 'bigint':
    case 'number':
      return equalNumbers(a, b)
  }
  if (a === null || b === null || typeof b !== 'object')
    return a instanceof CelUint && equalNumbers(a.value, b)
  if (a instanceof CelUint) return equalNumbers(a.value, b)
  return equalObjects(a, b, frame)
}

type Structured = Exclude<Value, null | boolean | bigint | number | string | CelUint>

function equalObjects(a: Structured, b: object, frame: Frame): boolean {
  if (a instanceof CelList) return b instanceof CelList && equalLists(a, b, frame)
  if (a instanceof CelMap) return b instanceof CelMap && equalMaps(a, b, frame)
  if (a instanceof JsonStruct) return b instanceof JsonStruct && equalStructs(a, b, frame)
  if (a instanceof CelObject) return b instanceof CelObject && equalDeclared(a, b, frame)
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos
  if (a instanceof Uint8Array) {
    frame.work(a.length)
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
  }
  if (a instanceof CelOptional) {
    if (!(b instanceof CelOptional)) return false
    if (a.value === undefined || b.value === undefined) return a.value === b.value
    return equals(a.value, b.value, frame)
  }
  if (a instanceof TypeValue) return b instanceof TypeValue && a.typeName === b.typeName
  return b instanceof OpaqueValue && a.typeName === b.typeName && a.equals?.(b) === true
}

function equalNumbers(a: bigint | number, b: Value | object): boolean {
  // A bigint and a number compare by their exact values.
  // biome-ignore lint/suspicious/noDoubleEquals: across types on purpose
  if (typeof b === 'bigint' || typeof b === 'number') return a == b
  // biome-ignore lint/suspicious/noDoubleEquals: across types on purpose
  return b instanceof CelUint && a == b.value
}

function equalLists(a: CelList, b: CelList, frame: Frame): boolean {
  if (a.size !== b.size) return false
  const { type } = a
  if (type.kind === 'list' && type.listType !== undefined) return equalUnordered(a, b, frame)
  for (let i = 0; i < a.size; i++) if (!equals(a.at(i), b.at(i), frame)) return false
  return true
}

/** Sets, and lists whose items have keys: the order does not count. */
function equalUnordered(a: CelList, b: CelList, frame: Frame): boolean {
  const rest = [...b]
  for (const item of a) {
    const found = rest.findIndex((other) => equals(item, other, frame))
    if (found < 0) return false
    rest.splice(found, 1)
  }
  return true
}

function equalMaps(a: CelMap, b: CelMap, frame: Frame): boolean {
  if (a.size !== b.size) return false
  for (const key of a.keys()) {
    const other = b.get(key)
    if (other === undefined || !equals(a.get(key) as Value, other, frame)) return false
  }
  return true
}

function equalStructs(a: JsonStruct, b: JsonStruct, frame: Frame): boolean {
  const keys = a.fields()
  const others = new Set(b.fields())
  if (keys.length !== others.size) return false
  return keys.every((key) => others.has(key) && equals(a.raw(key), b.raw(key), frame))
}

function equalDeclared(a: CelObject, b: CelObject, frame: Frame): boolean {
  if (a.typeName !== b.typeName) return false
  const keys = a.fields()
  if (keys.length !== b.fields().length) return false
  return keys.every((key) => {
    const other = b.get(key)
    return other !== undefined && equals(a.get(key) as Value, other, frame)
  })
}

/** Below, at or above 0; throws for what has no order. */
export function compare(a: Value, b: Value): number {
  const x = a instanceof CelUint ? a.value : a
  const y = b instanceof CelUint ? b.value : b
  if (isNumeric(x) && isNumeric(y)) return x < y ? -1 : x > y ? 1 : 0
  if (typeof x === 'string' && typeof y === 'string') return compareStrings(x, y)
  if (typeof x === 'boolean' && typeof y === 'boolean') return Number(x) - Number(y)
  if (x instanceof Timestamp && y instanceof Timestamp) return order(x.nanos, y.nanos)
  if (x instanceof Duration && y instanceof Duration) return order(x.nanos, y.nanos)
  if (x instanceof Uint8Array && y instanceof Uint8Array) return compareBytes(x, y)
  throw noSuchOverload()
}

function isNumeric(value: Value): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number'
}

const order = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** By code points, as UTF-8 orders them: surrogates lie above all other units. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

const rank = (unit: number): number =>
  unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** How large a value is for the cost of what walks it: characters, bytes, items, fields; 1 for everything else. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return countPoints(value)
  if (typeof value !== 'object' || value === null) return 1
  if (value instanceof Uint8Array) return value.length
  if (value instanceof CelList || value instanceof CelMap) return value.size
  if (value instanceof CelObject) return value.fields().length
  if (value instanceof CelOptional) return value.value === undefined ? 1 : sizeOf(value.value)
  return value instanceof OpaqueValue ? (value.size ?? 1) : 1
}

/** Characters as CEL counts them: code points. */
export function countPoints(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}
