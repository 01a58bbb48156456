// Random objects for the properties of server-side apply: such that the API could store them as they are (no item twice,
// nothing empty), and random parts of them as different managers would apply them.
import { type Rng, randomInt } from '../../src/base/rng.ts'
import {
  type ApplyNode,
  applyNodeOf,
  itemElement,
  memberNode,
  nodeFor,
} from '../../src/machinery/apply/apply-schema.ts'
import type { ManagedObject } from '../../src/machinery/apply/update-owners.ts'
import { isJsonObject, type JsonObject, setKey } from '../../src/machinery/json-value.ts'
import type { Kind } from '../../src/machinery/kind.ts'
import { decode } from '../../src/machinery/schema/decode.ts'
import { randomValue } from '../../src/machinery/schema/random-object.fixture.ts'

export type Plain = ManagedObject & JsonObject

/** An object of the kind in the form in which it would be stored. */
export function randomObject(kind: Kind, rng: Rng): Plain {
  const node = applyNodeOf(kind.schema)
  const raw = randomValue(kind.schema, rng) as JsonObject
  const metadata = isJsonObject(raw.metadata) ? raw.metadata : {}
  const { labels, annotations, finalizers } = metadata
  const own = {
    name: 'it',
    ...(labels !== undefined && { labels }),
    ...(annotations !== undefined && { annotations }),
    ...(finalizers !== undefined && { finalizers }),
  }
  let obj: unknown = { ...raw, apiVersion: kind.apiVersion, kind: kind.kind, metadata: own }
  // What decoding drops may leave something else empty.
  for (let before = ''; before !== JSON.stringify(obj); ) {
    before = JSON.stringify(obj)
    obj = decode(kind.schema, structuredCopy(tidy(node, obj))).value
  }
  return obj as Plain
}

function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy)
  if (!isJsonObject(value)) return value
  const copy: JsonObject = {}
  for (const key of Object.keys(value)) setKey(copy, key, structuredCopy(value[key]))
  return copy
}

/** Without items that are there twice, and without what is empty, which apply would own and Go would not print. */
function tidy(node: ApplyNode, value: unknown): unknown {
  const actual = nodeFor(node, value)
  if (Array.isArray(value)) {
    if (actual.kind === 'atomic') return value.map((item) => tidy(actual.inner(), item))
    if (actual.kind !== 'set' && actual.kind !== 'keyed') return value
    const seen = new Set<string>()
    const items = value.filter((item) => {
      const element = itemElement(actual, item)
      return typeof element === 'string' && !seen.has(element) && seen.add(element)
    })
    return actual.kind === 'set' ? items : items.map((item) => tidy(actual.item(), item))
  }
  if (!isJsonObject(value)) return value
  const inner = actual.kind === 'atomic' ? actual.inner() : actual
  const result: JsonObject = {}
  for (const key of Object.keys(value)) {
    const below = inner.kind === 'map' || inner.kind === 'struct' ? memberNode(inner, key) : undefined
    const member = below === undefined ? value[key] : tidy(below, value[key])
    if (!isNothing(member)) setKey(result, key, member)
  }
  return result
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (Array.isArray(value)) return value.length === 0
  return isJsonObject(value) && Object.keys(value).length === 0
}

/** A part of the object that can be applied by itself: type and name, and of the rest about `share`. */
export function randomPart(
  kind: Kind,
  obj: Plain,
  how: { readonly rng: Rng; readonly share: number },
): Plain {
  const part = partOf(applyNodeOf(kind.schema), obj, how) as JsonObject
  const metadata = isJsonObject(part.metadata) ? part.metadata : {}
  const { apiVersion, kind: type } = obj
  return { ...part, apiVersion, kind: type, metadata: { ...metadata, name: 'it' } } as Plain
}

function partOf(
  node: ApplyNode,
  value: unknown,
  how: { readonly rng: Rng; readonly share: number },
): unknown {
  const actual = nodeFor(node, value)
  const chosen = () => how.rng.next() < how.share
  if (Array.isArray(value)) {
    if (actual.kind === 'set') return value.filter(chosen)
    if (actual.kind !== 'keyed') return value
    return value
      .filter(chosen)
      .map((item) => ({ ...(partOf(actual.item(), item, how) as object), ...keysOf(item, actual.keys) }))
  }
  if (!isJsonObject(value) || (actual.kind !== 'map' && actual.kind !== 'struct')) return value
  const result: JsonObject = {}
  for (const key of Object.keys(value)) {
    const below = memberNode(actual, key)
    const member = below === undefined || !chosen() ? undefined : partOf(below, value[key], how)
    if (!isNothing(member)) setKey(result, key, member)
  }
  return result
}

function keysOf(item: unknown, keys: readonly string[]): object {
  const source = item as JsonObject
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(source, key)).map((key) => [key, source[key]]))
}

/** The object with its keyed lists and sets in one order, whatever the order of the writes was. */
export function inOrder(node: ApplyNode, value: unknown): unknown {
  const actual = nodeFor(node, value)
  if (Array.isArray(value)) {
    if (actual.kind !== 'set' && actual.kind !== 'keyed') return value
    const keyed = value.map((item) => [String(itemElement(actual, item)), item] as const)
    return keyed
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, item]) => (actual.kind === 'keyed' ? inOrder(actual.item(), item) : item))
  }
  if (!isJsonObject(value) || (actual.kind !== 'map' && actual.kind !== 'struct')) return value
  const result: JsonObject = {}
  for (const key of Object.keys(value).sort()) {
    const below = memberNode(actual, key)
    setKey(result, key, below === undefined ? value[key] : inOrder(below, value[key]))
  }
  return result
}

export function pickOne<T>(rng: Rng, items: readonly T[]): T {
  return items[randomInt(rng, items.length)] as T
}
