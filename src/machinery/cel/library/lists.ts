// Functions of lists, and sets. Upstream: apiserver pkg/cel/library/lists.go, cel-go ext/sets.go.
import { EvalFault, noSuchOverload } from '../cel-fault.ts'
import { compare, equals, sizeOf } from '../equality.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, type Cost, fn, type Implementation } from '../function.ts'
import { type CelList, CelUint, Duration, typeNameOf, type Value } from '../values.ts'
import { traversalCost } from './operators.ts'

const walk: Cost = ([list = null], frame) => traversalCost(list, frame)

export const comparable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes']

function forEach(types: readonly string[], result: (type: string) => string, call: Implementation) {
  return Object.fromEntries(types.map((type) => [`list(${type}).() -> ${result(type)}`, call]))
}

function isSorted(list: CelList): boolean {
  for (let i = 1; i < list.size; i++) if (compare(list.at(i - 1), list.at(i)) > 0) return false
  return true
}

function extreme(name: string, better: (order: number) => boolean): Implementation {
  return (list: CelList) => {
    if (list.size === 0) throw new EvalFault(`${name} called on empty list`)
    let best = list.at(0)
    for (let i = 1; i < list.size; i++) {
      const item = list.at(i)
      if (better(compare(item, best))) best = item
    }
    return best
  }
}

function sumOf(zero: Value, add: (a: never, b: never) => Value): Implementation {
  const wanted = typeNameOf(zero)
  return (list: CelList) => {
    let sum = zero
    for (const item of list) {
      if (typeNameOf(item) !== wanted) throw noSuchOverload()
      sum = add(sum as never, item as never)
    }
    return sum
  }
}

function within64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new EvalFault('integer overflow')
  return value
}

function position(list: CelList, item: Value, { last, frame }: { last: boolean; frame: Frame }): bigint {
  for (let i = 0; i < list.size; i++) {
    const at = last ? list.size - 1 - i : i
    if (equals(list.at(at), item, frame)) return BigInt(at)
  }
  return -1n
}

export const lists: readonly CelFunction[] = [
  fn(
    'isSorted',
    forEach(comparable, () => 'bool', isSorted),
    walk,
  ),
  fn(
    'sum',
    {
      'list(int).() -> int': sumOf(0n, (a: bigint, b: bigint) => within64(a + b)),
      'list(uint).() -> uint': sumOf(new CelUint(0n), (a: CelUint, b: CelUint) => {
        const sum = a.value + b.value
        if (BigInt.asUintN(64, sum) !== sum) throw new EvalFault('unsigned integer overflow')
        return new CelUint(sum)
      }),
      'list(double).() -> double': sumOf(0, (a: number, b: number) => a + b),
      'list(duration).() -> duration': sumOf(
        new Duration(0n),
        (a: Duration, b: Duration) => new Duration(within64(a.nanos + b.nanos)),
      ),
    },
    walk,
  ),
  fn(
    'min',
    forEach(
      comparable,
      (type) => type,
      extreme('min', (order) => order < 0),
    ),
    walk,
  ),
  fn(
    'max',
    forEach(
      comparable,
      (type) => type,
      extreme('max', (order) => order > 0),
    ),
    walk,
  ),
  fn(
    'indexOf',
    {
      'list(A).(A) -> int': (list: CelList, item: Value, frame: Frame) =>
        position(list, item, { last: false, frame }),
    },
    walk,
  ),
  fn(
    'lastIndexOf',
    {
      'list(A).(A) -> int': (list: CelList, item: Value, frame: Frame) =>
        position(list, item, { last: true, frame }),
    },
    walk,
  ),
]

function has(list: CelList, item: Value, frame: Frame): boolean {
  return position(list, item, { last: false, frame }) >= 0n
}

function contains(list: CelList, part: CelList, frame: Frame): boolean {
  return [...part].every((item) => has(list, item, frame))
}

const productTimes =
  (times: number): Cost =>
  ([a = null, b = null]) =>
    1 + times * sizeOf(a) * sizeOf(b)
const product = productTimes(1)

export const sets: readonly CelFunction[] = [
  fn('sets.contains', { '(list(A), list(A)) -> bool': contains }, product),
  fn(
    'sets.equivalent',
    {
      '(list(A), list(A)) -> bool': (a: CelList, b: CelList, frame: Frame) =>
        contains(a, b, frame) && contains(b, a, frame),
    },
    productTimes(2),
  ),
  fn(
    'sets.intersects',
    {
      '(list(A), list(A)) -> bool': (a: CelList, b: CelList, frame: Frame) =>
        [...b].some((item) => has(a, item, frame)),
    },
    product,
  ),
]
