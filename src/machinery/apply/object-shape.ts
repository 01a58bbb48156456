// The shape of an object: all that decides which fields its creator comes to own, and nothing else. Objects made from one
// template differ in values and share their shape, and to see that costs a fraction of finding the fields anew. It keeps
// names of fields, keys and items, never other values.
import { equalJson, isJsonObject, isRawNumber } from '../json-value.ts'
import { type ApplyNode, type KeyedNode, memberNode, nodeFor } from './apply-schema.ts'

export type Shape =
  /** Nothing, or what an object without content has. */
  | { readonly kind: 'absent'; readonly empty: unknown }
  /** What no schema knows. */
  | { readonly kind: 'any' }
  | {
      readonly kind: 'leaf'
      readonly node: ApplyNode
      readonly empty: unknown
      /** It is not equal to `empty`. */
      readonly differs: boolean
    }
  | { readonly kind: 'set'; readonly items: readonly unknown[] }
  | { readonly kind: 'keyed'; readonly keys: readonly string[]; readonly items: readonly ItemShape[] }
  | { readonly kind: 'members'; readonly names: readonly string[]; readonly members: readonly Shape[] }

interface ItemShape {
  /** In the order of the keys; undefined where the item lacks one. */
  readonly values: readonly unknown[]
  readonly shape: Shape
}

/** More than this is not worth remembering. */
const maxParts = 2000

class TooOdd extends Error {}

/** Undefined where the object is too large, or holds what has no place in its lists. */
export function shapeOf(node: ApplyNode, empty: unknown, value: unknown): Shape | undefined {
  const budget = { parts: 0 }
  try {
    return shapeAt({ node, empty, budget }, value)
  } catch (error) {
    if (error instanceof TooOdd) return undefined
    throw error
  }
}

interface At {
  readonly node: ApplyNode
  readonly empty: unknown
  readonly budget: { parts: number }
}

function shapeAt(at: At, value: unknown): Shape {
  const { node, empty, budget } = at
  if (++budget.parts > maxParts) throw new TooOdd()
  if (value === undefined || value === empty) return { kind: 'absent', empty }
  const actual = nodeFor(node, value)
  if (isLeaf(actual, value)) return { kind: 'leaf', node, empty, differs: differs(empty, value) }
  if (actual.kind === 'set') return { kind: 'set', items: (value as unknown[]).map(plainScalar) }
  if (actual.kind === 'keyed') {
    const items = (value as unknown[]).map((item) => itemShape(actual, item, budget))
    return { kind: 'keyed', keys: actual.keys, items }
  }
  return membersShape(actual as ApplyNode & { kind: 'map' | 'struct' }, at, value as object)
}

/** Whether the value as a whole is one field, or none. */
function isLeaf(node: ApplyNode, value: unknown): boolean {
  switch (node.kind) {
    case 'set':
    case 'keyed':
      return !Array.isArray(value) || value.length === 0
    case 'map':
    case 'struct':
      return !isJsonObject(value)
    default:
      return true
  }
}

function differs(empty: unknown, value: unknown): boolean {
  return empty === undefined || !equalJson(empty, value)
}

/** Items and keys are compared by identity. */
function plainScalar(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) throw new TooOdd()
  return value
}

function itemShape(node: KeyedNode, item: unknown, budget: At['budget']): ItemShape {
  if (!isJsonObject(item)) throw new TooOdd()
  const values = node.keys.map((key) => plainScalar(Object.hasOwn(item, key) ? item[key] : undefined))
  return { values, shape: shapeAt({ node: node.item(), empty: undefined, budget }, item) }
}

function membersShape(node: ApplyNode & { kind: 'map' | 'struct' }, at: At, value: object): Shape {
  const { empty, budget } = at
  const before = isJsonObject(empty) ? empty : undefined
  const names = Object.keys(value)
  const members = names.map((name): Shape => {
    const member = memberNode(node, name)
    if (member === undefined) return { kind: 'any' }
    const old = before !== undefined && Object.hasOwn(before, name) ? before[name] : undefined
    return shapeAt({ node: member, empty: old, budget }, (value as Record<string, unknown>)[name])
  })
  return { kind: 'members', names, members }
}

/** Whether the value has this shape. */
export function fits(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case 'absent':
      return value === undefined || value === shape.empty
    case 'any':
      return true
    case 'leaf':
      if (value === undefined || value === shape.empty) return false
      if (!isLeaf(nodeFor(shape.node, value), value)) return false
      return differs(shape.empty, value) === shape.differs
    case 'set':
      return fitsSet(shape.items, value)
    case 'keyed':
      return fitsKeyed(shape, value)
    case 'members':
      return fitsMembers(shape, value)
  }
}

function fitsSet(items: readonly unknown[], value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== items.length) return false
  for (let i = 0; i < items.length; i++) if (items[i] !== value[i]) return false
  return true
}

function fitsKeyed({ keys, items }: Shape & { kind: 'keyed' }, value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== items.length) return false
  for (let i = 0; i < items.length; i++) {
    const item: unknown = value[i]
    const { values, shape } = items[i] as ItemShape
    if (typeof item !== 'object' || item === null || Array.isArray(item) || isRawNumber(item)) return false
    for (let k = 0; k < keys.length; k++) {
      const key = keys[k] as string
      const own = Object.hasOwn(item, key) ? (item as Record<string, unknown>)[key] : undefined
      if (own !== values[k]) return false
    }
    if (!fits(shape, item)) return false
  }
  return true
}

function fitsMembers({ names, members }: Shape & { kind: 'members' }, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRawNumber(value)) return false
  let count = 0
  // What JSON.parse and the decoder make inherits no enumerable key.
  for (const _ in value) count++
  if (count !== names.length) return false
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (!Object.hasOwn(value, name)) return false
    if (!fits(members[i] as Shape, (value as Record<string, unknown>)[name])) return false
  }
  return true
}
