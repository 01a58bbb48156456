// Brings stored sets of fields into line with a schema that has changed since: where a part that was owned field by
// field is one leaf now, its owners own the leaf. What was a leaf and is granular now stays as it is.
// Upstream: structured-merge-diff typed/reconcile_schema.go.
import { type ApplyNode, memberNode } from './apply-schema.ts'
import { type FieldSet, leaf } from './field-set.ts'

/** Sets that have been looked at: those of cached objects come again with every write. */
const settled = new WeakMap<FieldSet, ApplyNode>()

/** The set as the node has it now; the same object where nothing has changed. */
export function reconcileSet(node: ApplyNode, set: FieldSet): FieldSet {
  if (settled.get(set) === node) return set
  const result = reconcileParts(node, set)
  settled.set(result, node)
  return result
}

function reconcileParts(node: ApplyNode, set: FieldSet): FieldSet {
  let result: { [element: string]: FieldSet } | undefined
  for (const element in set) {
    if (element === '.') continue
    const before = set[element] as FieldSet
    if (!hasParts(before)) continue
    const child = childOf(node, element)
    const after = child === undefined ? before : reconcilePart(child, before)
    if (after === before) continue
    result ??= { ...set }
    result[element] = after
  }
  return result ?? set
}

function reconcilePart(node: ApplyNode, part: FieldSet): FieldSet {
  return node.kind === 'atomic' ? leaf : reconcileParts(node, part)
}

function hasParts(set: FieldSet): boolean {
  for (const element in set) if (element !== '.') return true
  return false
}

function childOf(node: ApplyNode, element: string): ApplyNode | undefined {
  if (node.kind === 'keyed') return element.startsWith('k:') ? node.item() : undefined
  if (node.kind !== 'map' && node.kind !== 'struct') return undefined
  return element.startsWith('f:') ? memberNode(node, element.slice(2)) : undefined
}
