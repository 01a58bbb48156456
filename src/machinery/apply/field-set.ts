// Sets of field paths, in the very form in which managedFields store them: nested objects whose keys are path elements.
// A node without keys is in the set; a node with keys is in it where it has the key `.`. Sets are never changed once made
// and share their parts. Upstream: structured-merge-diff fieldpath/set.go and serialize.go.
import { canonicalElement, compareElements } from './path-element.ts'

export interface FieldSet {
  readonly [element: string]: FieldSet
}

interface Building {
  [element: string]: Building
}

/** The set without members. */
export const emptySet: FieldSet = Object.freeze({})
/** As a part of a set: a member without parts of its own. */
export const leaf: FieldSet = emptySet
const self = '.'

export function isEmpty(set: FieldSet): boolean {
  return Object.keys(set).length === 0
}

/** Whether the node, a part of a set, is itself a member. */
export function isMember(node: FieldSet): boolean {
  return self in node || isEmpty(node)
}

/** The node with these parts; undefined where nothing is left. `parts` is owned. */
function nodeOf(parts: Building, member: boolean): FieldSet | undefined {
  if (isEmpty(parts)) return member ? leaf : undefined
  if (member) parts[self] = leaf as Building
  return parts
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a
  if (isEmpty(a)) return b
  const result: Building = { ...(a as Building) }
  for (const key in b) {
    const [left, right] = [a[key], b[key] as FieldSet]
    result[key] = (left === undefined ? right : unionNodes(left, right)) as Building
  }
  return result
}

function unionNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a
  const member = isMember(a) || isMember(b)
  const parts = { ...(union(a, b) as Building) }
  if (member && !isEmpty(parts)) parts[self] = leaf as Building
  return parts
}

type Combine = (left: FieldSet, right: FieldSet | undefined) => FieldSet | undefined

/** Rebuilds the parts of `a`, each beside the part of `b` with the same name; undefined where all stay as they are. */
function combineParts(a: FieldSet, b: FieldSet, combine: Combine): Building | undefined {
  const parts: Building = {}
  let changed = false
  for (const key in a) {
    if (key === self) continue
    const before = a[key] as FieldSet
    const node = combine(before, b[key])
    if (node !== before) changed = true
    if (node !== undefined) parts[key] = node as Building
  }
  return changed ? parts : undefined
}

/** A copy of the parts alone. */
function partsOf(node: FieldSet): Building {
  const parts = { ...(node as Building) }
  delete parts[self]
  return parts
}

/** The node with other parts or another membership; itself where both are as before. */
function withParts(node: FieldSet, parts: Building | undefined, member: boolean): FieldSet | undefined {
  if (parts === undefined && member === isMember(node)) return node
  return nodeOf(parts ?? partsOf(node), member)
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return a === b ? a : (combineParts(a, b, intersectNodes) ?? a)
}

function intersectNodes(a: FieldSet, b: FieldSet | undefined): FieldSet | undefined {
  if (a === b || b === undefined) return b
  return withParts(a, combineParts(a, b, intersectNodes), isMember(a) && isMember(b))
}

/** The members of `a` that `b` lacks. A path is not taken away by a longer or a shorter one. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combineParts(a, b, differenceNodes) ?? a
}

function differenceNodes(a: FieldSet, b: FieldSet | undefined): FieldSet | undefined {
  if (b === undefined) return a
  return withParts(a, combineParts(a, b, differenceNodes), isMember(a) && !isMember(b))
}

/** The members of `a` that are not in `b`, nor below a member of `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return combineParts(a, b, recursiveNodes) ?? a
}

function recursiveNodes(a: FieldSet, b: FieldSet | undefined): FieldSet | undefined {
  if (b === undefined) return a
  return isMember(b) ? undefined : withParts(a, combineParts(a, b, recursiveNodes), isMember(a))
}

/** The members without members below them. */
export function leaves(set: FieldSet): FieldSet {
  const result: Building = {}
  for (const key in set) {
    if (key !== self) result[key] = leaves(set[key] as FieldSet) as Building
  }
  return result
}

/** Whether all members of `b` are members of `a`. */
export function containsSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true
  for (const key in b) {
    if (key === self) continue
    const [left, right] = [a[key], b[key] as FieldSet]
    if (left === undefined || (isMember(right) && !isMember(left)) || !containsSet(left, right)) return false
  }
  return true
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  return containsSet(a, b) && containsSet(b, a)
}

export function hasPath(set: FieldSet, path: readonly string[]): boolean {
  let node: FieldSet | undefined = set
  for (const element of path) node = node?.[element]
  return path.length > 0 && node !== undefined && isMember(node)
}

/** All member paths, in upstream's order: those of a level first, then those below. */
export function pathsOf(set: FieldSet): string[][] {
  const keys = Object.keys(set).filter((key) => key !== self)
  keys.sort(compareElements)
  const own = keys.filter((key) => isMember(set[key] as FieldSet)).map((key) => [key])
  const below = keys.flatMap((key) => pathsOf(set[key] as FieldSet).map((path) => [key, ...path]))
  return [...own, ...below]
}

/** Collects paths one by one. */
export interface FieldSetBuilder {
  readonly root: object
}

export function newBuilder(): FieldSetBuilder {
  return { root: {} }
}

/** Adds a path; its parents become no members. The empty path is nobody's. */
export function insertPath(builder: FieldSetBuilder, path: readonly string[]): void {
  if (path.length === 0) return
  let node = builder.root as Building
  for (const element of path) {
    node[element] ??= {}
    node = node[element]
  }
  node[self] = leaf as Building
}

/** The set; the builder must not be used any more. */
export function finish(builder: FieldSetBuilder): FieldSet {
  return tidy(builder.root as Building)
}

/** A node with nothing but itself is written without keys. */
function tidy(node: Building): FieldSet {
  let parts = 0
  for (const key in node) {
    if (key === self) continue
    parts++
    node[key] = tidy(node[key] as Building) as Building
  }
  if (parts === 0) return leaf
  return node
}

export function setOf(...paths: readonly (readonly string[])[]): FieldSet {
  const builder = newBuilder()
  for (const path of paths) insertPath(builder, path)
  return finish(builder)
}

/** Adds a set below an element; for building sets from the bottom up. */
export function withMember(parts: FieldSet): FieldSet {
  return isEmpty(parts) || self in parts ? parts : { ...parts, [self]: leaf }
}

/** Sets that were made here, or have been checked. */
const checked = new WeakSet<object>()

/** A stored set, checked and canonical; the same object where it is so already. Undefined where it is malformed. */
export function parseFieldSet(stored: unknown): FieldSet | undefined {
  if (stored === undefined || stored === null) return emptySet
  if (typeof stored !== 'object' || Array.isArray(stored)) return undefined
  if (checked.has(stored)) return stored as FieldSet
  const node = parseNode(stored as Building, 0)
  if (node === undefined) return undefined
  const root = Object.hasOwn(node, self) ? partsOf(node) : node
  checked.add(root)
  return root
}

const maxDepth = 400

function parseNode(stored: Building, depth: number): FieldSet | undefined {
  if (depth > maxDepth) return undefined
  const result: Building = {}
  let same = true
  for (const key of Object.keys(stored)) {
    const element = key === self ? self : canonicalElement(key)
    const child = stored[key] as unknown
    if (element === undefined || typeof child !== 'object' || child === null || Array.isArray(child))
      return undefined
    // Steps of a type that a later version of the API may know are left out.
    const node = element === self || element === '' ? leaf : parseNode(child as Building, depth + 1)
    if (node === undefined) return undefined
    if (element !== key || (node !== child && element !== self)) same = false
    if (element !== '') result[element] = node as Building
  }
  return same ? stored : result
}

/** Sets whose keys have upstream's order already. */
const ordered = new WeakSet<object>()

/** Says that the set's keys, all the way down, are in upstream's order. */
export function keepOrder(set: FieldSet): void {
  ordered.add(set)
}

const texts = new WeakMap<object, string>()
/** Sets of stored objects by their text, which is the same in all objects from one template. */
const shared = new Map<string, FieldSet>()
const maxShared = 512
const maxSharedText = 16 * 1024

/** The one set that stands for all of this text; what was given where it is no set, or too large to be kept. */
export function sharedSet(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || checked.has(stored)) return stored
  const text = JSON.stringify(stored)
  const known = shared.get(text)
  if (known !== undefined) return known
  // Another form than ours is kept as it was stored.
  if (text.length > maxSharedText || parseFieldSet(stored) !== stored) return stored
  if (shared.size >= maxShared) shared.clear()
  const set = stored as FieldSet
  texts.set(set, text)
  shared.set(text, set)
  return set
}

/** Makes the set's JSON at once, for a set that many objects will be stored with. */
export function keepText(set: FieldSet): void {
  texts.set(set, JSON.stringify(set))
}

/** The set's JSON where it has been kept. */
export function keptText(set: unknown): string | undefined {
  return typeof set === 'object' && set !== null ? texts.get(set) : undefined
}

/** The set with its keys in upstream's order, to be stored. */
export function sortedSet(set: FieldSet): FieldSet {
  const result = ordered.has(set) ? set : sortNode(set)
  checked.add(result)
  return result
}

function sortNode(set: FieldSet): FieldSet {
  const keys = Object.keys(set)
  if (keys.length === 0) return leaf
  const result: Building = {}
  if (self in set) result[self] = leaf as Building
  for (const key of keys.filter((name) => name !== self).sort(compareElements)) {
    result[key] = sortNode(set[key] as FieldSet) as Building
  }
  return result
}
