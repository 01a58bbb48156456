// The set of all fields that an object gives: what a manager owns who applies it.
// Upstream: structured-merge-diff typed/tofieldset.go, fieldpath/set.go EnsureNamedFieldsAreMembers.
import { isJsonObject, type JsonObject } from '../json-value.ts'
import type { Schema } from '../schema/schema.ts'
import { type ApplyNode, applyNodeOf, itemElement, type KeyedNode, nodeFor } from './apply-schema.ts'
import { emptySet, type FieldSet, isEmpty, leaf, withMember } from './field-set.ts'
import { fieldElement } from './path-element.ts'

/** The fields of a whole object. */
export function fieldsOf(schema: Schema, obj: unknown): FieldSet {
  return nodeFields(applyNodeOf(schema), obj)
}

/** The fields of an object at a node. */
export function nodeFields(node: ApplyNode, value: unknown): FieldSet {
  const fields = contents(node, value)
  return fields === 'leaf' ? emptySet : fields
}

/** What lies below a value; 'leaf' where the value itself is the field. */
function contents(node: ApplyNode, value: unknown): FieldSet | 'leaf' {
  const actual = nodeFor(node, value)
  switch (actual.kind) {
    case 'set':
    case 'keyed':
      return Array.isArray(value) ? listFields(actual, value) : emptySet
    case 'map':
      return isJsonObject(value) ? mapFields(actual, value) : emptySet
    case 'struct':
      return isJsonObject(value) ? structFields(actual, value) : emptySet
    default:
      return 'leaf'
  }
}

function listFields(node: KeyedNode | { readonly kind: 'set' }, list: readonly unknown[]): FieldSet {
  const result: { [element: string]: FieldSet } = {}
  const duplicates = new Set<string>()
  for (const item of list) {
    const element = itemElement(node, item)
    if (typeof element !== 'string') continue
    if (element in result) {
      // Of items with one key, only that they are there is owned.
      duplicates.add(element)
      result[element] = leaf
    } else {
      const inner = node.kind === 'set' ? 'leaf' : contents(node.item(), item)
      result[element] = inner === 'leaf' ? leaf : withMember(inner)
    }
  }
  for (const element of duplicates) result[element] = leaf
  return result
}

function mapFields(node: ApplyNode & { kind: 'map' }, value: JsonObject): FieldSet {
  const result: { [element: string]: FieldSet } = {}
  const valueNode = node.value()
  for (const key of Object.keys(value)) {
    const inner = contents(valueNode, value[key])
    result[fieldElement(key)] = inner === 'leaf' ? leaf : withMember(inner)
  }
  return result
}

function structFields(node: ApplyNode & { kind: 'struct' }, value: JsonObject): FieldSet {
  const result: { [element: string]: FieldSet } = {}
  for (const key of Object.keys(value)) {
    const field = node.fields.get(key)
    const below = field === undefined ? node.rest?.() : field.node()
    if (below === undefined) continue
    const element = field?.element ?? fieldElement(key)
    const member = value[key]
    const inner = contents(below, member)
    if (inner === 'leaf' || member === null || isEmptyMap(member)) result[element] = leaf
    else if (!isEmpty(inner)) result[element] = inner
  }
  return result
}

function isEmptyMap(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0
}

/** The set, and with it the named fields that its paths lead through. */
export function withNamedFields(node: ApplyNode | undefined, set: FieldSet): FieldSet {
  const result: { [element: string]: FieldSet } = {}
  for (const element of Object.keys(set)) {
    const part = set[element] as FieldSet
    if (element === '.') continue
    const { child, named } = descend(node, element)
    const inner = withNamedFields(child, part)
    const member = '.' in part || named
    result[element] = member && !isEmpty(inner) ? withMember(inner) : inner
  }
  return result
}

/** The node below an element, and whether the element is a field that the schema names. */
function descend(
  node: ApplyNode | undefined,
  element: string,
): { child: ApplyNode | undefined; named: boolean } {
  const inner = node?.kind === 'atomic' ? node.inner() : node
  if (element.startsWith('f:')) {
    if (inner?.kind === 'struct') {
      const field = inner.fields.get(element.slice(2))
      return { child: (field?.node ?? inner.rest)?.(), named: field !== undefined }
    }
    if (inner?.kind === 'map') return { child: inner.value(), named: false }
    return { child: inner?.kind === 'deduced' ? inner : undefined, named: false }
  }
  return {
    child: element.startsWith('k:') && inner?.kind === 'keyed' ? inner.item() : undefined,
    named: false,
  }
}
