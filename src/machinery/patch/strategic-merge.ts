// Strategic merge patch: merges objects field by field and keyed lists item by item, as the schema says, under the
// directives $patch, $retainKeys, $setElementOrder and $deleteFromPrimitiveList.
// Upstream: apimachinery pkg/util/strategicpatch/patch.go StrategicMergeMapPatch. Neither input is changed.
import { isJsonObject, type JsonObject, setKey } from '../json-value.ts'
import { type ListSchema, resolve, type Schema } from '../schema/schema.ts'
import { indexByKey, keyOf, mergeOrder } from './element-order.ts'
import { goPrint, goTypeOf } from './go-print.ts'
import { PatchError } from './patch-error.ts'

const marker = '$patch'
const retainKeys = '$retainKeys'
const deletePrefix = '$deleteFromPrimitiveList'
const orderPrefix = '$setElementOrder'

/** The object with the patch merged in. Throws PatchError. */
export function applyStrategicMergePatch(schema: Schema, original: unknown, patch: unknown): JsonObject {
  if (!isJsonObject(original) || !isJsonObject(patch))
    throw new PatchError('badRequest', 'invalid JSON document')
  return mergeMap(schema, original, patch)
}

function unprocessable(message: string): PatchError {
  return new PatchError('unprocessable', message)
}

const badOrder = () => new PatchError('badRequest', 'invalid patch format of setElementOrder list')
const badRetainKeys = () => new PatchError('badRequest', 'invalid patch format of retainKeys')
const badDeletion = () => new PatchError('badRequest', 'invalid patch format of primitive list')

function mergeMap(schema: Schema | undefined, original: JsonObject, patch: JsonObject): JsonObject {
  if (Object.hasOwn(patch, marker)) return applyMarker(patch)
  const rest = copyOf(patch)
  const result = retain(original, rest)
  applyElementOrders(schema, result, rest)
  // Upstream takes the keys in any order; deletions first lets a value be deleted and added in one patch.
  const keys = Object.keys(rest)
  const deletions = keys.filter((key) => key.startsWith(deletePrefix))
  for (const patchKey of [...deletions, ...keys.filter((key) => !key.startsWith(deletePrefix))]) {
    const value = rest[patchKey]
    const isDeletion = patchKey.startsWith(deletePrefix)
    const key = isDeletion ? keyAfter(patchKey, deletePrefix) : patchKey
    if (value === null) delete result[key]
    else if (!Object.hasOwn(result, key) || kindOf(result[key]) !== kindOf(value)) {
      const fresh = isDeletion ? result[key] : newValue(value, 'drop')
      if (fresh === undefined) delete result[key]
      else setKey(result, key, fresh)
    } else setKey(result, key, mergeField(schema, { key, original: result[key], patch: value, isDeletion }))
  }
  return result
}

function copyOf(source: JsonObject): JsonObject {
  const copy: JsonObject = {}
  for (const key of Object.keys(source)) setKey(copy, key, source[key])
  return copy
}

function applyMarker(patch: JsonObject): JsonObject {
  const directive = patch[marker]
  if (directive === 'delete') return {}
  if (directive !== 'replace') {
    throw unprocessable(`unknown patch type: ${goPrint(directive)} in map: ${goPrint(patch)}`)
  }
  const rest = copyOf(patch)
  delete rest[marker]
  return rest
}

/** A copy of `original` without what $retainKeys does not name; takes the directive out of `patch`. */
function retain(original: JsonObject, patch: JsonObject): JsonObject {
  if (!Object.hasOwn(patch, retainKeys)) return copyOf(original)
  const list = patch[retainKeys]
  delete patch[retainKeys]
  if (!Array.isArray(list)) throw badRetainKeys()
  const kept = new Set<unknown>(list)
  for (const key of Object.keys(patch)) {
    const exempt = patch[key] === null || key.startsWith(deletePrefix) || key.startsWith(orderPrefix)
    if (!exempt && !kept.has(key)) throw badRetainKeys()
  }
  const result: JsonObject = {}
  for (const key of Object.keys(original)) if (kept.has(key)) setKey(result, key, original[key])
  return result
}

/** `a` out of `$setElementOrder/a`. */
function keyAfter(text: string, prefix: string): string {
  if (text[prefix.length] === '/') return text.slice(prefix.length + 1)
  throw prefix === orderPrefix ? badOrder() : badDeletion()
}

/** What Go's reflection would call the type of a JSON value. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  return value === null ? 'null' : typeof value
}

/** A value that is new to the object, without the directives in it, nor the nulls; undefined where it is a directive. */
function newValue(value: unknown, nulls: 'drop' | 'keep'): unknown {
  if (Array.isArray(value))
    return value.map((item) => newValue(item, nulls)).filter((item) => item !== undefined)
  if (!isJsonObject(value)) return value
  if (Object.hasOwn(value, marker)) return undefined
  const result: JsonObject = {}
  for (const key of Object.keys(value)) {
    const member = value[key] === null && nulls === 'drop' ? undefined : newValue(value[key], nulls)
    if (member !== undefined) setKey(result, key, member)
  }
  return result
}

interface FieldRule {
  readonly schema: Schema | undefined
  /** 'merge', 'replace' or nothing. */
  readonly strategy: string
  readonly mergeKey: string
}

/** How a field of an object or map is merged. */
function ruleOf(schema: Schema | undefined, key: string): FieldRule {
  const parent = schema === undefined ? undefined : resolve(schema)
  if (parent === undefined || (parent.type !== 'object' && parent.type !== 'map')) {
    return { schema: undefined, strategy: '', mergeKey: '' }
  }
  if (parent.type === 'map') return { schema: parent.values, strategy: '', mergeKey: '' }
  const field = Object.hasOwn(parent.fields, key) ? parent.fields[key] : undefined
  if (field === undefined) {
    const struct = parent.name.slice(parent.name.lastIndexOf('.') + 1)
    throw unprocessable(
      `unable to find api field in struct ${struct} for the json field ${JSON.stringify(key)}`,
    )
  }
  const resolved = resolve(field.schema)
  const list = resolved.type === 'list' ? resolved : undefined
  const strategies = (list?.patchStrategy ?? field.patchStrategy ?? '').split(',')
  const strategy = strategies.find((name) => name !== 'retainKeys') ?? ''
  return { schema: resolved, strategy, mergeKey: list?.mergeKey ?? '' }
}

/** The rule of a list. Upstream looks for it among the fields of a struct, and refuses where there is a map. */
function listRuleOf(schema: Schema | undefined, key: string): FieldRule {
  if (schema !== undefined && resolve(schema).type === 'map')
    throw unprocessable('merging an object in json but data type is not struct, instead is: map')
  return ruleOf(schema, key)
}

interface FieldMerge {
  readonly key: string
  readonly original: unknown
  readonly patch: unknown
  readonly isDeletion: boolean
}

/** Merges two values of the same kind. */
function mergeField(schema: Schema | undefined, field: FieldMerge): unknown {
  const { key, original, patch, isDeletion } = field
  if (Array.isArray(original) && Array.isArray(patch)) {
    const rule = listRuleOf(schema, key)
    // Items are deleted from a list whatever its strategy is.
    if (rule.strategy !== 'merge' && !isDeletion) return patch
    return mergeList(rule, { original, patch, isDeletion })
  }
  if (!isJsonObject(original) || !isJsonObject(patch)) return patch
  const rule = ruleOf(schema, key)
  return rule.strategy === 'replace' ? patch : mergeMap(rule.schema, original, patch)
}

interface ListMerge {
  readonly original: readonly unknown[]
  readonly patch: readonly unknown[]
  readonly isDeletion: boolean
}

function mergeList(rule: FieldRule, lists: ListMerge): unknown[] {
  const { original, patch, isDeletion } = lists
  if (original.length === 0 && patch.length === 0) return []
  if (elementKind(original, patch) !== 'object') {
    if (isDeletion) {
      const gone = new Set(patch)
      return original.filter((item) => !gone.has(item))
    }
    return mergeOrder(
      { merged: [...new Set([...original, ...patch])], patchOrder: patch, liveOrder: original },
      '',
    )
  }
  if (rule.mergeKey === '') throw unprocessable('cannot merge lists without merge key for type struct')
  const prepared = applyMarkers(original as JsonObject[], patch as JsonObject[], rule.mergeKey)
  const merged = mergeItems(rule, prepared)
  return mergeOrder({ merged, patchOrder: prepared.patch, liveOrder: prepared.original }, rule.mergeKey)
}

/** The kind that all elements share. */
function elementKind(...lists: (readonly unknown[])[]): string {
  let kind: string | undefined
  for (const item of lists.flat()) {
    const next = kindOf(item)
    if (kind === undefined && next === 'list') {
      throw new PatchError('unsupported', 'lists of lists are not supported')
    }
    if (kind !== undefined && kind !== next) {
      throw unprocessable(`list element types are not identical: ${goPrint(lists)}`)
    }
    kind = next
  }
  if (kind === undefined) throw unprocessable('no elements in any of the given slices')
  return kind
}

interface Items {
  readonly original: readonly JsonObject[]
  readonly patch: readonly JsonObject[]
}

/** Carries out the items that are directives and leaves the others. */
function applyMarkers(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): Items {
  const plain: JsonObject[] = []
  const deleted = new Set<unknown>()
  let replace = false
  for (const item of patch) {
    const directive = Object.hasOwn(item, marker) ? item[marker] : undefined
    if (directive === undefined) plain.push(item)
    else if (directive === 'delete') deleted.add(requireKey(item, mergeKey))
    else if (directive === 'replace') replace = true
    else if (directive === 'merge') throw unprocessable('merging lists cannot yet be specified in the patch')
    else throw unprocessable(`unknown patch type: ${goPrint(directive)} in map: ${goPrint(item)}`)
  }
  if (replace) return { original: plain, patch: [] }
  if (deleted.size === 0) return { original, patch: plain }
  return { original: original.filter((item) => !deleted.has(keyOf(item, mergeKey))), patch: plain }
}

function requireKey(item: JsonObject, mergeKey: string): unknown {
  if (Object.hasOwn(item, mergeKey)) return keyOf(item, mergeKey)
  throw unprocessable(`map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`)
}

function mergeItems(rule: FieldRule, { original, patch }: Items): JsonObject[] {
  const merged = [...original]
  const positions = indexByKey(merged, rule.mergeKey)
  const elements = rule.schema === undefined ? undefined : (rule.schema as ListSchema).items
  for (const item of patch) {
    const key = requireKey(item, rule.mergeKey)
    const at = positions.get(key)
    if (at === undefined) {
      positions.set(key, merged.length)
      merged.push(item)
    } else merged[at] = mergeMap(elements, merged[at] as JsonObject, item)
  }
  return merged
}

/** Carries out the $setElementOrder directives, and with each the list that it orders. */
function applyElementOrders(schema: Schema | undefined, result: JsonObject, patch: JsonObject): void {
  for (const directive of Object.keys(patch)) {
    if (!directive.startsWith(orderPrefix)) continue
    const order = asList(patch[directive])
    delete patch[directive]
    const key = keyAfter(directive, orderPrefix)
    const live = Object.hasOwn(result, key) ? asList(result[key]) : undefined
    const listed = Object.hasOwn(patch, key) ? asList(patch[key]) : undefined
    const change = live === undefined && listed !== undefined ? asList(newValue(listed, 'keep')) : listed
    const rule = listRuleOf(schema, key)
    validateOrder(change ?? [], order, rule.mergeKey)
    if (live === undefined && change === undefined) continue
    setKey(result, key, orderedList(rule, { live, listed, change, order }))
    delete patch[key]
  }
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw unprocessable(`expected a []interface {}, but received a ${goTypeOf(value)}`)
}

interface Ordering {
  readonly live: readonly unknown[] | undefined
  /** The list in the patch, and what of it goes into the object. */
  readonly listed: readonly unknown[] | undefined
  readonly change: readonly unknown[] | undefined
  readonly order: readonly unknown[]
}

function orderedList(rule: FieldRule, { live, listed, change, order }: Ordering): unknown[] {
  const merged = orderedContents(rule, live, change)
  elementKind(live ?? [], listed ?? [])
  if (rule.mergeKey !== '') {
    for (const [index, item] of order.entries()) {
      if (!isJsonObject(item)) throw unprocessable(`value for key ${index} is not a map`)
      requireKey(item, rule.mergeKey)
    }
    for (const item of merged) if (isJsonObject(item)) requireKey(item, rule.mergeKey)
  }
  const liveOrder = liveOrderOf(rule, live ?? [], change ?? [])
  return mergeOrder({ merged, patchOrder: order, liveOrder }, rule.mergeKey)
}

/**
 * The server's order of items, as upstream sees it at this point: its merge has taken deleted items out of the list in
 * place, so that new items may have slid into their room.
 */
function liveOrderOf(
  rule: FieldRule,
  live: readonly unknown[],
  change: readonly unknown[],
): readonly unknown[] {
  if (rule.mergeKey === '' || rule.strategy !== 'merge') return live
  const isMarked = (item: unknown) => isJsonObject(item) && Object.hasOwn(item, marker)
  const deleted = new Set(change.filter(isMarked).map((item) => keyOf(item, rule.mergeKey)))
  const kept = live.filter((item) => !deleted.has(keyOf(item, rule.mergeKey)))
  const known = indexByKey(kept, rule.mergeKey)
  const added = change.filter((item) => !isMarked(item) && !known.has(keyOf(item, rule.mergeKey)))
  return [...kept, ...added].slice(0, live.length)
}

function orderedContents(
  rule: FieldRule,
  live: Ordering['live'],
  change: Ordering['change'],
): readonly unknown[] {
  if (change === undefined) return live ?? []
  if (live === undefined || rule.strategy !== 'merge') return change
  return mergeList(rule, { original: live, patch: change, isDeletion: false })
}

/** The patch's items have to stand in the order list, and in that order. */
function validateOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return
  const isDeleted = (item: unknown) => isJsonObject(item) && item[marker] === 'delete'
  const items = mergeKey === '' ? patch : patch.filter((item) => !isDeleted(item))
  let [at, expected] = [0, 0]
  while (at < items.length && expected < order.length) {
    const item = items[at]
    if (isJsonObject(item) && Object.hasOwn(item, marker)) at++
    else if (orderKey(item, mergeKey) === orderKey(order[expected++], mergeKey)) at++
  }
  if (at === items.length) return
  throw unprocessable(
    `The order in patch list:\n${goPrint(patch)}\n doesn't match ${orderPrefix} list:\n${goPrint(order)}\n`,
  )
}

function orderKey(item: unknown, mergeKey: string): unknown {
  if (mergeKey === '') return item
  if (isJsonObject(item)) return requireKey(item, mergeKey)
  throw unprocessable(`expected a map[string]interface {}, but received a ${goTypeOf(item)}`)
}
