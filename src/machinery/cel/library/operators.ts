// Operators. Upstream: cel-go common/stdlib/standard.go, common/types/{int,uint,double,string,list,timestamp,duration}.go.
import { byteLength } from '../../names/validation.ts'
import { EvalFault } from '../cel-fault.ts'
import { compare, equals, sizeOf } from '../equality.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, fn, type Implementation } from '../function.ts'
import { maxTimestamp, minTimestamp } from '../time-values.ts'
import {
  ArrayList,
  CelList,
  CelMap,
  CelObject,
  CelUint,
  Duration,
  OpaqueValue,
  Timestamp,
  type Value,
} from '../values.ts'

/** What walking a string costs, by the character. */
export const perCharacter = 0.1

/** Of walking a string, or whatever has a size, once. */
export const walkCost = (value: Value | undefined, times = 1): number =>
  Math.ceil(sizeOf(value ?? null) * times * perCharacter)

/** Of walking all that is in a value; strings round down. Upstream: apiserver pkg/cel/library/cost.go traversalCost. */
export function traversalCost(value: Value, frame: Frame): number {
  frame.work(1)
  if (typeof value === 'string') return Math.trunc(byteLength(value) * perCharacter)
  if (value instanceof Uint8Array) return Math.trunc(value.length * perCharacter)
  let cost = 0
  if (value instanceof CelList) {
    for (const item of value) cost += traversalCost(item, frame)
    return cost
  }
  if (!(value instanceof CelMap || value instanceof CelObject)) return 1
  for (const [key, member] of entriesOf(value))
    cost += traversalCost(key, frame) + traversalCost(member, frame)
  return cost
}

function* entriesOf(value: CelMap | CelObject): Iterable<readonly [Value, Value]> {
  if (value instanceof CelMap) for (const key of value.keys()) yield [key, value.get(key) ?? null]
  else for (const field of value.fields()) yield [field, value.get(field) ?? null]
}

function checkInt(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new EvalFault('integer overflow')
  return value
}

function checkUint(value: bigint): CelUint {
  if (BigInt.asUintN(64, value) !== value) throw new EvalFault('unsigned integer overflow')
  return new CelUint(value)
}

function checkTimestamp(nanos: bigint, { offsetMinutes }: Timestamp): Timestamp {
  if (nanos < minTimestamp || nanos > maxTimestamp) throw new EvalFault('timestamp overflow')
  return new Timestamp(nanos, offsetMinutes)
}

function checkDuration(nanos: bigint): Duration {
  if (BigInt.asIntN(64, nanos) !== nanos) throw new EvalFault('duration overflow')
  return new Duration(nanos)
}

function addBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const sum = new Uint8Array(a.length + b.length)
  sum.set(a)
  sum.set(b, a.length)
  return sum
}

function addLists(a: CelList, b: CelList, frame: Frame): CelList {
  frame.work(2 * (a.size + b.size))
  const { type } = a
  if (type.kind !== 'list' || type.listType === undefined) return new ArrayList([...a, ...b])
  const merged = [...a]
  for (const item of b) {
    const at = merged.findIndex((known) => sameItem(known, item, { keys: type.keys, frame }))
    if (at < 0) merged.push(item)
    else merged[at] = item
  }
  return new ArrayList(merged, type)
}

/** Whether two items of a set, or of a list with keys, are the same one. Upstream: pkg/cel/common/values.go. */
function sameItem(
  a: Value,
  b: Value,
  { keys, frame }: { readonly keys: readonly string[] | undefined; readonly frame: Frame },
): boolean {
  if (keys === undefined) return equals(a, b, frame)
  return keys.every((key) => {
    const [x, y] = [property(a, key), property(b, key)]
    return x !== undefined && y !== undefined && equals(x, y, frame)
  })
}

function property(item: Value, key: string): Value | undefined {
  if (item instanceof CelMap) return item.get(key)
  return typeof item === 'object' && item !== null && 'raw' in item && typeof item.raw === 'function'
    ? (item.raw as (key: string) => Value).call(item, key)
    : undefined
}

/** The smaller of two values is walked. */
function smallerCost([a = null, b = null]: readonly Value[]): number {
  return Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * perCharacter)
}

const equalCost = (args: readonly Value[]): number => (args[0] instanceof OpaqueValue ? 1 : smallerCost(args))

const ordered = [
  ...['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'].map((type) => [
    type,
    type,
  ]),
  ...['int', 'uint', 'double'].flatMap((a) =>
    ['int', 'uint', 'double'].filter((b) => b !== a).map((b) => [a, b]),
  ),
]

function relation(name: string, test: (order: number) => boolean): CelFunction {
  // NaN is neither below nor above anything.
  const judge = (a: Value, b: Value): boolean => !Number.isNaN(a) && !Number.isNaN(b) && test(compare(a, b))
  const overloads: Record<string, Implementation> = {}
  for (const [a, b] of ordered) overloads[`(${a}, ${b}) -> bool`] = judge
  return fn(name, overloads, ([a = null, b = null]) =>
    typeof a === 'string' || a instanceof Uint8Array ? smallerCost([a, b]) : 1,
  )
}

const isWalked = (value: Value | undefined): boolean =>
  typeof value === 'string' || value instanceof Uint8Array

export const operators: readonly CelFunction[] = [
  fn('!_', { '(bool) -> bool': (value: boolean) => !value }),
  fn('-_', {
    '(int) -> int': (value: bigint) => checkInt(-value),
    '(double) -> double': (value: number) => -value,
  }),
  fn('_==_', { '(A, A) -> bool': (a: Value, b: Value, frame: Frame) => equals(a, b, frame) }, equalCost),
  fn('_!=_', { '(A, A) -> bool': (a: Value, b: Value, frame: Frame) => !equals(a, b, frame) }, smallerCost),
  relation('_<_', (order) => order < 0),
  relation('_<=_', (order) => order <= 0),
  relation('_>_', (order) => order > 0),
  relation('_>=_', (order) => order >= 0),
  fn(
    '_+_',
    {
      '(int, int) -> int': (a: bigint, b: bigint) => checkInt(a + b),
      '(string, string) -> string': (a: string, b: string) => a + b,
      '(double, double) -> double': (a: number, b: number) => a + b,
      '(uint, uint) -> uint': (a: CelUint, b: CelUint) => checkUint(a.value + b.value),
      '(bytes, bytes) -> bytes': addBytes,
      '(list(A), list(A)) -> list(A)': addLists,
      '(duration, duration) -> duration': (a: Duration, b: Duration) => checkDuration(a.nanos + b.nanos),
      '(duration, timestamp) -> timestamp': (a: Duration, b: Timestamp) =>
        checkTimestamp(a.nanos + b.nanos, b),
      '(timestamp, duration) -> timestamp': (a: Timestamp, b: Duration) =>
        checkTimestamp(a.nanos + b.nanos, a),
    },
    ([a = null, b = null]) => (isWalked(a) ? Math.ceil((sizeOf(a) + sizeOf(b)) * perCharacter) : 1),
  ),
  fn('_-_', {
    '(int, int) -> int': (a: bigint, b: bigint) => checkInt(a - b),
    '(double, double) -> double': (a: number, b: number) => a - b,
    '(uint, uint) -> uint': (a: CelUint, b: CelUint) => checkUint(a.value - b.value),
    '(duration, duration) -> duration': (a: Duration, b: Duration) => checkDuration(a.nanos - b.nanos),
    '(timestamp, duration) -> timestamp': (a: Timestamp, b: Duration) => checkTimestamp(a.nanos - b.nanos, a),
    '(timestamp, timestamp) -> duration': (a: Timestamp, b: Timestamp) => checkDuration(a.nanos - b.nanos),
  }),
  fn('_*_', {
    '(int, int) -> int': (a: bigint, b: bigint) => checkInt(a * b),
    '(double, double) -> double': (a: number, b: number) => a * b,
    '(uint, uint) -> uint': (a: CelUint, b: CelUint) => checkUint(a.value * b.value),
  }),
  fn('_/_', {
    '(int, int) -> int': (a: bigint, b: bigint) => checkInt(a / divisor(b)),
    '(double, double) -> double': (a: number, b: number) => a / b,
    '(uint, uint) -> uint': (a: CelUint, b: CelUint) => new CelUint(a.value / divisor(b.value)),
  }),
  fn('_%_', {
    '(int, int) -> int': (a: bigint, b: bigint) => a % divisor(b, 'modulus by zero'),
    '(uint, uint) -> uint': (a: CelUint, b: CelUint) =>
      new CelUint(a.value % divisor(b.value, 'modulus by zero')),
  }),
  fn(
    '@in',
    {
      '(A, list(A)) -> bool': isIn,
      '(A, map(A, B)) -> bool': (key: Value, map: CelMap) => map.has(key),
    },
    ([, range = null]) => (range instanceof CelList ? range.size : 1),
  ),
]

function divisor(value: bigint, fault = 'division by zero'): bigint {
  if (value === 0n) throw new EvalFault(fault)
  return value
}

function isIn(item: Value, list: CelList, frame: Frame): boolean {
  for (let i = 0; i < list.size; i++) if (equals(list.at(i), item, frame)) return true
  return false
}
