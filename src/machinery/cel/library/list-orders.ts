// Lists cut, flattened, turned round, sorted. Upstream: cel-go ext/lists.go in its third version. What a new list costs is
// charged before it is made.
import { EvalFault, noSuchOverload } from '../cel-fault.ts'
import { compare, equals, sizeOf } from '../equality.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, type Cost, fn, type Implementation } from '../function.ts'
import { ArrayList, CelList, typeNameOf, type Value } from '../values.ts'
import { comparable } from './lists.ts'
import { perCharacter } from './operators.ts'

/** The call, the list, and so much for each of its elements. */
const newList = (size: number): number => 11 + size

const free: Cost = () => 0

function slice(list: CelList, start: bigint, end: bigint, frame: Frame): CelList {
  const refuse = (why: string) => new EvalFault(`cannot slice(${start}, ${end}), ${why}`)
  if (start < 0n || end < 0n) throw refuse('negative indexes not supported')
  if (start > end) throw refuse('start index must be less than or equal to end index')
  if (end > BigInt(list.size)) throw refuse(`list is length ${list.size}`)
  frame.charge(newList(Number(end - start)))
  const items: Value[] = []
  for (let i = Number(start); i < Number(end); i++) items.push(list.at(i))
  return new ArrayList(items)
}

function range(count: bigint, frame: Frame): CelList {
  const size = Math.max(Number(count), 0)
  frame.charge(newList(size))
  frame.work(size)
  return new ArrayList(Array.from({ length: size }, (_, i) => BigInt(i)))
}

function reverse(list: CelList, frame: Frame): CelList {
  frame.charge(newList(list.size))
  return new ArrayList([...list].reverse())
}

function flatten(list: Value, depth: bigint, frame: Frame): CelList {
  if (!(list instanceof CelList)) throw noSuchOverload()
  if (depth < 0n) throw new EvalFault('level must be non-negative')
  frame.charge(newList(Number(depth) * list.size))
  const items: Value[] = []
  flattenInto(items, list, { depth, frame })
  return new ArrayList(items)
}

function flattenInto(
  items: Value[],
  list: CelList,
  { depth, frame }: { readonly depth: bigint; readonly frame: Frame },
): void {
  frame.work(list.size)
  for (const item of list) {
    if (item instanceof CelList && depth > 0n) flattenInto(items, item, { depth: depth - 1n, frame })
    else items.push(item)
  }
}

/** Each element compared with each; strings a little more. */
function comparingCost(list: Value | undefined): number {
  const size = sizeOf(list ?? null)
  const first = list instanceof CelList && size > 0 ? list.at(0) : undefined
  const isText = typeof first === 'string' || first instanceof Uint8Array
  return newList(Math.trunc(size * size * (isText ? 2 + perCharacter : 2)))
}

function distinct(list: CelList, frame: Frame): CelList {
  const kept: Value[] = []
  for (const item of list) if (!kept.some((other) => equals(item, other, frame))) kept.push(item)
  return new ArrayList(kept)
}

function sortBy(list: CelList, keys: CelList, frame: Frame): CelList {
  if (list.size !== keys.size) {
    throw new EvalFault(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.size} and ${keys.size} elements respectively`,
    )
  }
  frame.work(list.size * 4)
  const pairs = Array.from({ length: list.size }, (_, i) => [keys.at(i), list.at(i)] as const)
  const type = pairs[0] === undefined ? '' : typeNameOf(pairs[0][0])
  if (pairs.length > 1 && pairs.some(([key]) => typeNameOf(key) !== type)) {
    throw new EvalFault('list elements must have the same type')
  }
  pairs.sort(([a], [b]) => compare(a, b))
  return new ArrayList(pairs.map(([, item]) => item))
}

const forEach = (signature: (type: string) => string, call: Implementation) =>
  Object.fromEntries(comparable.map((type) => [signature(type), call]))

export const listOrders: readonly CelFunction[] = [
  fn('slice', { 'list(A).(int, int) -> list(A)': slice }, free),
  fn('lists.range', { '(int) -> list(int)': range }, free),
  fn('reverse', { 'list(A).() -> list(A)': reverse }, free),
  fn(
    'flatten',
    {
      'list(list(A)).() -> list(A)': (list: Value, frame: Frame) => flatten(list, 1n, frame),
      'list(dyn).(int) -> list(dyn)': flatten,
    },
    free,
  ),
  fn('distinct', { 'list(A).() -> list(A)': distinct }, ([list]) => comparingCost(list)),
  fn(
    'sort',
    forEach(
      (type) => `list(${type}).() -> list(${type})`,
      (list: CelList, frame: Frame) => sortBy(list, list, frame),
    ),
    ([list]) => comparingCost(list),
  ),
  // What the macro sortBy() calls.
  fn(
    '@sortByAssociatedKeys',
    forEach((type) => `list(A).(list(${type})) -> list(A)`, sortBy),
    ([, keys]) => comparingCost(keys),
  ),
]
