// Takes fields, list items and map items out of an object. Containers that end up empty become null, which decoding drops.
// Upstream: structured-merge-diff typed/remove.go.
import { isJsonObject, type JsonObject, setKey } from '../json-value.ts'
import { type ApplyNode, itemElement, type KeyedNode, memberNode, nodeFor } from './apply-schema.ts'
import { type FieldSet, isEmpty, isMember } from './field-set.ts'
import { fieldElement } from './path-element.ts'

/** A copy of the value without the members of the set; parts are shared. */
export function removeItems(node: ApplyNode, value: unknown, set: FieldSet): unknown {
  if (isEmpty(set)) return value
  const actual = nodeFor(node, value)
  switch (actual.kind) {
    case 'set':
    case 'keyed':
      return removeFromList(actual, value, set)
    case 'map':
    case 'struct':
      return removeFromObject(actual, value, set)
    case 'atomic':
      return null
    default:
      return value
  }
}

function removeFromList(node: KeyedNode | { readonly kind: 'set' }, list: unknown, set: FieldSet): unknown {
  if (!Array.isArray(list)) return null
  const result: unknown[] = []
  for (const item of list) {
    const element = itemElement(node, item)
    const part = typeof element === 'string' ? set[element] : undefined
    if (part === undefined) result.push(item)
    else if (!isMember(part)) result.push(node.kind === 'keyed' ? removeItems(node.item(), item, part) : item)
  }
  return result.length === 0 ? null : result
}

function removeFromObject(
  node: ApplyNode & { kind: 'map' | 'struct' },
  value: unknown,
  set: FieldSet,
): unknown {
  if (!isJsonObject(value)) return null
  const result: JsonObject = {}
  let count = 0
  for (const key of Object.keys(value)) {
    const part = set[fieldElement(key)]
    if (part !== undefined && isMember(part)) continue
    const inner = memberNode(node, key)
    setKey(
      result,
      key,
      part === undefined || inner === undefined ? value[key] : removeItems(inner, value[key], part),
    )
    count++
  }
  return count === 0 ? null : result
}
