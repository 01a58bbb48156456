// Which fields differ between two versions of an object. Equal parts cost a comparison and allocate nothing.
// Upstream: structured-merge-diff typed/compare.go.
import { equalJson, isJsonObject, type JsonObject } from '../json-value.ts'
import type { Schema } from '../schema/schema.ts'
import {
  type ApplyNode,
  applyNodeOf,
  itemElement,
  type KeyedNode,
  memberNode,
  nodeFor,
} from './apply-schema.ts'
import {
  type FieldSet,
  type FieldSetBuilder,
  finish,
  insertPath,
  isEmpty,
  newBuilder,
  recursiveDifference,
} from './field-set.ts'
import { fieldElement } from './path-element.ts'

/** No field is in more than one of the three. */
export interface Comparison {
  readonly removed: FieldSet
  readonly modified: FieldSet
  readonly added: FieldSet
}

interface Walk {
  readonly path: string[]
  readonly removed: FieldSetBuilder
  readonly modified: FieldSetBuilder
  readonly added: FieldSetBuilder
}

export function compareObjects(schema: Schema, old: unknown, next: unknown): Comparison {
  const walk: Walk = { path: [], removed: newBuilder(), modified: newBuilder(), added: newBuilder() }
  compare(walk, applyNodeOf(schema), [old, next])
  return { removed: finish(walk.removed), modified: finish(walk.modified), added: finish(walk.added) }
}

export function isSame({ removed, modified, added }: Comparison): boolean {
  return isEmpty(removed) && isEmpty(modified) && isEmpty(added)
}

/** The comparison without some fields and what lies below them. */
export function excludeFields(comparison: Comparison, ignored: FieldSet): Comparison {
  const { removed, modified, added } = comparison
  return {
    removed: recursiveDifference(removed, ignored),
    modified: recursiveDifference(modified, ignored),
    added: recursiveDifference(added, ignored),
  }
}

/** The value before and after; undefined where there is none. */
type Sides = readonly [unknown, unknown]

function compare(walk: Walk, node: ApplyNode, sides: Sides): void {
  const [old, next] = sides
  if (old === next) return
  const [oldNode, nextNode] = formsOf(node, sides)
  const sameKind = old === undefined || next === undefined || oldNode === nextNode
  if (sameKind) {
    compareAs(walk, next === undefined ? oldNode : nextNode, sides)
    return
  }
  // A deduced value changed its kind: it is modified, and so is whatever lies below either form.
  insertPath(walk.modified, walk.path)
  compareBelow(walk, oldNode, [old, undefined])
  compareBelow(walk, nextNode, [undefined, next])
}

/** The forms of both sides. Of a value without a declared form null says none: beside a map it is an empty one. */
function formsOf(node: ApplyNode, [old, next]: Sides): readonly [ApplyNode, ApplyNode] {
  if (node.kind !== 'deduced') return [node, node]
  return [
    nodeFor(node, old ?? (isJsonObject(next) ? next : old)),
    nodeFor(node, next ?? (isJsonObject(old) ? old : next)),
  ]
}

function compareAs(walk: Walk, node: ApplyNode, sides: Sides): void {
  if (isLeaf(node, sides)) {
    compareLeaf(walk, sides)
    return
  }
  compareBelow(walk, node, sides)
  const [old, next] = sides
  if (old === undefined) insertPath(walk.added, walk.path)
  else if (next === undefined) insertPath(walk.removed, walk.path)
}

/** Containers that are empty on both sides count as leaves, so that empty and absent differ. */
function isLeaf(node: ApplyNode, [old, next]: Sides): boolean {
  if (node.kind === 'set' || node.kind === 'keyed') return isEmptyList(old) && isEmptyList(next)
  if (node.kind === 'map' || node.kind === 'struct') return isEmptyObject(old) && isEmptyObject(next)
  return true
}

function isEmptyList(value: unknown): boolean {
  return !Array.isArray(value) || value.length === 0
}

function isEmptyObject(value: unknown): boolean {
  return !isJsonObject(value) || Object.keys(value).length === 0
}

function compareLeaf(walk: Walk, [old, next]: Sides): void {
  if (old === undefined) insertPath(walk.added, walk.path)
  else if (next === undefined) insertPath(walk.removed, walk.path)
  else if (!equalJson(old, next)) insertPath(walk.modified, walk.path)
}

function compareBelow(walk: Walk, node: ApplyNode, [old, next]: Sides): void {
  switch (node.kind) {
    case 'set':
    case 'keyed':
      compareLists(walk, node, [asList(old), asList(next)])
      break
    case 'map':
    case 'struct':
      compareMembers(walk, node, [asObject(old), asObject(next)])
      break
    default:
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}

type Members = ApplyNode & { kind: 'map' | 'struct' }

function compareMembers(walk: Walk, node: Members, [old, next]: readonly [JsonObject, JsonObject]): void {
  for (const key of Object.keys(next)) {
    const before = Object.hasOwn(old, key) ? old[key] : undefined
    if (before !== next[key]) compareMember(walk, node, { key, sides: [before, next[key]] })
  }
  for (const key of Object.keys(old)) {
    if (!Object.hasOwn(next, key)) compareMember(walk, node, { key, sides: [old[key], undefined] })
  }
}

function compareMember(
  walk: Walk,
  node: Members,
  member: { readonly key: string; readonly sides: Sides },
): void {
  const field = node.kind === 'struct' ? node.fields.get(member.key) : undefined
  const inner = field === undefined ? memberNode(node, member.key) : field.node()
  if (inner === undefined) return
  walk.path.push(field?.element ?? fieldElement(member.key))
  compare(walk, inner, member.sides)
  walk.path.pop()
}

type ListNode = KeyedNode | { readonly kind: 'set' }

function compareLists(
  walk: Walk,
  node: ListNode,
  [old, next]: readonly [readonly unknown[], readonly unknown[]],
): void {
  if (equalJson(old, next)) return
  const before = groupItems(node, old)
  const after = groupItems(node, next)
  for (const [element, items] of before)
    compareItems(walk, node, { element, old: items, next: after.get(element) ?? [] })
  for (const [element, items] of after) {
    if (!before.has(element)) compareItems(walk, node, { element, old: [], next: items })
  }
}

/** Items by their path element; more than one under a key are duplicates. */
function groupItems(node: ListNode, list: readonly unknown[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>()
  for (const item of list) {
    const element = itemElement(node, item)
    if (typeof element !== 'string') continue
    const group = groups.get(element)
    if (group === undefined) groups.set(element, [item])
    else group.push(item)
  }
  return groups
}

interface ItemPair {
  readonly element: string
  readonly old: readonly unknown[]
  readonly next: readonly unknown[]
}

function compareItems(walk: Walk, node: ListNode, { element, old, next }: ItemPair): void {
  const inner: ApplyNode = node.kind === 'keyed' ? node.item() : { kind: 'scalar', form: 'any' }
  walk.path.push(element)
  if (old.length <= 1 && next.length <= 1) compare(walk, inner, [old[0], next[0]])
  else if (old.length >= 2 && next.length >= 2) {
    if (!equalJson(old, next)) insertPath(walk.modified, walk.path)
  } else if (old.length >= 2) {
    // Duplicates are known only by their being there; a single item after them is new in all its parts.
    if (next.length > 0) compare(walk, inner, [undefined, next[0]])
    insertPath(walk.removed, walk.path)
  } else {
    if (old.length > 0) compare(walk, inner, [old[0], undefined])
    insertPath(walk.added, walk.path)
  }
  walk.path.pop()
}
