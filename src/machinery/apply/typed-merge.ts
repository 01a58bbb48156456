// Puts an applied configuration over the live object: leaves are taken from the configuration, items are joined by their
// keys, nothing is removed. Neither is changed. Upstream: structured-merge-diff typed/merge.go.
import { isJsonObject, type JsonObject, setKey } from '../json-value.ts'
import type { Schema } from '../schema/schema.ts'
import {
  type ApplyNode,
  applyNodeOf,
  itemElement,
  type KeyedNode,
  memberNode,
  nodeFor,
} from './apply-schema.ts'

/** The merged object; parts are shared with both. */
export function mergeConfig(schema: Schema, live: unknown, config: unknown): unknown {
  return merge(applyNodeOf(schema), live, config)
}

function merge(node: ApplyNode, live: unknown, config: unknown): unknown {
  if (config === undefined) return live
  if (live === undefined) return config
  // Of a value without a declared form null says no form either: upstream looks for a map first, and keeps what is in it.
  if (config === null && node.kind === 'deduced' && isFilledObject(live)) return live
  const actual = nodeFor(node, config)
  switch (actual.kind) {
    case 'set':
    case 'keyed':
      return isFilledList(live) || isFilledList(config)
        ? mergeLists(actual, asList(live), asList(config))
        : config
    case 'map':
    case 'struct':
      return isFilledObject(live) || isFilledObject(config)
        ? mergeMembers(actual, asObject(live), asObject(config))
        : config
    default:
      return config
  }
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function isFilledObject(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length > 0
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}

function mergeMembers(
  node: ApplyNode & { kind: 'map' | 'struct' },
  live: JsonObject,
  config: JsonObject,
): JsonObject {
  const result: JsonObject = {}
  for (const key of Object.keys(live)) {
    const inner = memberNode(node, key)
    const applied = Object.hasOwn(config, key) ? config[key] : undefined
    setKey(result, key, inner === undefined ? live[key] : merge(inner, live[key], applied))
  }
  for (const key of Object.keys(config)) if (!Object.hasOwn(live, key)) setKey(result, key, config[key])
  return result
}

type ListNode = KeyedNode | { readonly kind: 'set' }

interface Indexed {
  readonly elements: readonly string[]
  readonly values: readonly unknown[]
  /** The item of each element; undefined where the live list has several. */
  readonly items: ReadonlyMap<string, unknown>
}

/** Items by their elements. A configuration has no duplicates: that has been checked. */
function index(node: ListNode, list: readonly unknown[]): Indexed {
  const elements: string[] = []
  const values: unknown[] = []
  const items = new Map<string, unknown>()
  for (const item of list) {
    const element = itemElement(node, item)
    if (typeof element !== 'string') continue
    elements.push(element)
    values.push(item)
    items.set(element, items.has(element) ? undefined : item)
  }
  return { elements, values, items }
}

/**
 * The configuration's order for its own items; the live object's other items stay where they were, as far as that goes.
 * Upstream: visitListItems.
 */
function mergeLists(node: ListNode, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const [left, right] = [index(node, live), index(node, config)]
  const inner: ApplyNode = node.kind === 'keyed' ? node.item() : { kind: 'scalar', form: 'any' }
  const shared = right.elements.filter((element) => left.items.has(element))
  const done = new Set<string>()
  const result: unknown[] = []
  let [l, r, nextShared] = [0, 0, 0]
  while (l < left.elements.length || r < right.elements.length) {
    const [old, next] = [left.elements[l], right.elements[r]]
    if (old !== undefined && old !== next) {
      if (!right.items.has(old)) {
        result.push(left.values[l++])
        continue
      }
      const expected = shared[nextShared]
      if (next !== undefined && expected !== undefined && expected !== old) {
        l++
        continue
      }
      if (done.has(old)) l++
    } else if (old !== undefined) l++
    if (next === undefined) continue
    done.add(next)
    result.push(merge(inner, left.items.get(next), right.items.get(next)))
    r++
    if (shared[nextShared] === next) nextShared++
  }
  return result
}
