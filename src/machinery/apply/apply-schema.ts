// A kind's schema as server-side apply sees it: what is one leaf, what merges field by field, item by item, or not at all.
// Compiled once a schema. Upstream: structured-merge-diff schema/elements.go, as kube-openapi fills it.
import { isJsonObject } from '../json-value.ts'
import { type ObjectSchema, resolve, type ScalarSchema, type Schema } from '../schema/schema.ts'
import { fieldElement, keyElement, valueElement } from './path-element.ts'

export type ScalarForm = 'string' | 'number' | 'boolean' | 'any'

export type ApplyNode =
  | { readonly kind: 'scalar'; readonly form: ScalarForm }
  /** Whatever it is: maps merge key by key, lists are one leaf. */
  | { readonly kind: 'deduced' }
  /** One leaf as a whole. */
  | {
      readonly kind: 'atomic'
      readonly container: 'list' | 'map'
      readonly inner: () => ApplyNode | StructNode
    }
  | { readonly kind: 'set' }
  | KeyedNode
  | { readonly kind: 'map'; readonly value: () => ApplyNode }
  | StructNode

export interface KeyedNode {
  readonly kind: 'keyed'
  /** Sorted by name. */
  readonly keys: readonly string[]
  readonly defaults: ReadonlyMap<string, unknown>
  readonly item: () => ApplyNode
}

export interface StructNode {
  readonly kind: 'struct'
  readonly fields: ReadonlyMap<string, StructField>
  /** What other fields are; without it they are not looked at. */
  readonly rest?: () => ApplyNode
}

export interface StructField {
  readonly element: string
  readonly node: () => ApplyNode
}

const compiled = new WeakMap<Schema, ApplyNode>()

/** The node of a schema. */
export function applyNodeOf(schema: Schema): ApplyNode {
  let node = compiled.get(schema)
  if (node === undefined) {
    node = compile(schema)
    compiled.set(schema, node)
  }
  return node
}

function lazily(schema: Schema): () => ApplyNode {
  let node: ApplyNode | undefined
  return () => {
    node ??= applyNodeOf(schema)
    return node
  }
}

function compile(schema: Schema): ApplyNode {
  const resolved = resolve(schema)
  switch (resolved.type) {
    case 'object': {
      const struct = structOf(resolved)
      return resolved.structType === 'atomic'
        ? { kind: 'atomic', container: 'map', inner: () => struct }
        : struct
    }
    case 'map': {
      const value = lazily(resolved.values)
      const map = { kind: 'map', value } as const
      return resolved.mapType === 'atomic' ? { kind: 'atomic', container: 'map', inner: () => map } : map
    }
    case 'list':
      if (resolved.listType === 'set') return { kind: 'set' }
      if (resolved.listType === 'map') return keyedOf(resolved.items, resolved.keys ?? [])
      return { kind: 'atomic', container: 'list', inner: lazily(resolved.items) }
    case 'json':
      return { kind: 'deduced' }
    default:
      return { kind: 'scalar', form: formOf(resolved) }
  }
}

function structOf(schema: ObjectSchema): StructNode {
  const fields = Object.entries(schema.fields).map(
    ([name, field]) => [name, { element: fieldElement(name), node: lazily(field.schema) }] as const,
  )
  return {
    kind: 'struct',
    fields: new Map(fields),
    ...(schema.rest !== undefined && { rest: lazily(schema.rest) }),
  }
}

/** The node of a member; undefined where the schema does not know it. */
export function memberNode(node: ApplyNode & { kind: 'map' | 'struct' }, key: string): ApplyNode | undefined {
  if (node.kind === 'map') return node.value()
  return (node.fields.get(key)?.node ?? node.rest)?.()
}

function keyedOf(items: Schema, keys: readonly string[]): KeyedNode {
  const element = resolve(items)
  const defaults = new Map<string, unknown>()
  for (const key of keys) {
    const fallback = element.type === 'object' ? element.fields[key]?.default : undefined
    if (fallback !== undefined) defaults.set(key, fallback)
  }
  return { kind: 'keyed', keys: keys.toSorted(), defaults, item: lazily(items) }
}

function formOf(schema: ScalarSchema): ScalarForm {
  switch (schema.type) {
    case 'string':
    case 'bytes':
    case 'duration':
      return 'string'
    case 'int32':
    case 'int64':
    case 'double':
      return 'number'
    case 'bool':
      return 'boolean'
    default:
      return 'any'
  }
}

const deduced: ApplyNode = { kind: 'deduced' }
const deducedMap: ApplyNode = { kind: 'map', value: () => deduced }
const deducedList: ApplyNode = { kind: 'atomic', container: 'list', inner: () => deduced }
const deducedScalar: ApplyNode = { kind: 'scalar', form: 'any' }

/** What a deduced node is for this value; other nodes are what they are. */
export function nodeFor(node: ApplyNode, value: unknown): ApplyNode {
  if (node.kind !== 'deduced') return node
  if (Array.isArray(value)) return deducedList
  return isJsonObject(value) ? deducedMap : deducedScalar
}

/** Why a list item has no place in its list, in upstream's words. */
export interface ElementFault {
  readonly fault: string
}

/** The path element of an item in a set or keyed list. */
export function itemElement(
  node: KeyedNode | { readonly kind: 'set' },
  item: unknown,
): string | ElementFault {
  return node.kind === 'set' ? setElement(item) : keyedElement(node, item)
}

function setElement(item: unknown): string | ElementFault {
  if (Array.isArray(item)) return { fault: 'not supported: associative list with lists as elements' }
  if (isJsonObject(item)) return { fault: "associative list without keys has an element that's a map type" }
  if (item === null) return { fault: "associative list without keys has an element that's an explicit null" }
  return valueElement(item)
}

function keyedElement(node: KeyedNode, item: unknown): string | ElementFault {
  if (item === null) return { fault: 'associative list with keys may not have a null element' }
  if (!isJsonObject(item)) return { fault: 'associative list with keys may not have non-map elements' }
  const pairs: (readonly [string, unknown])[] = []
  for (const key of node.keys) {
    const value = Object.hasOwn(item, key) ? item[key] : node.defaults.get(key)
    if (value !== undefined) pairs.push([key, value])
  }
  if (pairs.length > 0) return keyElement(pairs)
  const names = node.keys.map((key) => JSON.stringify(key)).join(' ')
  const fault = `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`
  return { fault }
}
