// Which entries of a resource a list or watch is about: a key range, and tests on labels and fields. It names the
// narrowest index that holds all of them, so that a write only meets the watchers it may concern.

import { type FieldTerm, parseFieldSelector } from '../../machinery/selectors/fields.ts'
import { parseLabelSelector } from '../../machinery/selectors/label-parser.ts'
import { SelectorError } from '../../machinery/selectors/labels.ts'
import { badRequest } from '../../machinery/status-error.ts'
import { type Entry, nameOf, namespaceOf } from './entry.ts'

/** After every key. */
export const lastKey = '\u{10ffff}'
/** The field by which pods are found quickest: every kubelet asks for its own. */
export const indexedField = 'spec.nodeName'

export type WatchIndex =
  | { readonly by: 'all' }
  | { readonly by: 'namespace' | 'key' | 'field'; readonly value: string }

export interface Selection {
  /** Keys from `from` up to but not including `to`. */
  readonly from: string
  readonly to: string
  /** True of entries in the key range that the selectors take in. */
  matches(entry: Entry): boolean
  /** True where everything in the key range matches. */
  readonly everything: boolean
  readonly index: WatchIndex
  /** Tells `matches` from those of other selections; absent where it takes in everything. */
  readonly key?: string
}

export interface SelectionRequest {
  readonly namespaced: boolean
  readonly namespace: string
  readonly labelSelector: string
  readonly fieldSelector: string
  readonly fieldSelectors: readonly string[]
  /** The version of the API that the field selector speaks of. */
  readonly apiVersion: string
  /** The values of those fields. */
  fieldsOf(entry: Entry): readonly string[]
  /** Whether metadata.namespace is a field of the kind. */
  readonly takesNamespace: boolean
  /** What is said of a field that the kind does not select by. */
  unknownField(field: string): string
}

type Test = (entry: Entry) => boolean

const everything: Test = () => true

export function selectionOf(request: SelectionRequest): Selection {
  const { namespace } = request
  if (request.labelSelector === '' && request.fieldSelector === '') return wholeRange(namespace)
  const labelTest = labelTestOf(request.labelSelector)
  const terms = fieldTerms(request)
  const tests = terms.map((term) => fieldTest(term, request))
  const exact = (field: string) => terms.find((term) => term.field === field && term.operator === '=')?.value
  const scope = namespace !== '' ? namespace : request.namespaced ? exact('metadata.namespace') : undefined
  const range = wholeRange(scope ?? '')
  const all = [...(labelTest === undefined ? [] : [labelTest]), ...tests]
  const matches: Test = all.length === 1 ? (all[0] as Test) : (entry) => all.every((holds) => holds(entry))
  const key = JSON.stringify([request.apiVersion, request.labelSelector, request.fieldSelector])
  const narrowed = { ...range, everything: false, matches, key }
  const name = exact('metadata.name')
  if (name !== undefined && (scope !== undefined || !request.namespaced))
    return { ...narrowed, ...oneKey(scope, name) }
  const node = request.fieldSelectors.includes(indexedField) ? exact(indexedField) : undefined
  if (node === undefined || node === '') return narrowed
  // What is found by its field is in no range yet: a namespace's list must not show its neighbour's.
  const within: Test = (entry) => entry.key >= range.from && entry.key < range.to && matches(entry)
  const { key: _, ...unkeyed } = narrowed
  return { ...unkeyed, matches: within, index: { by: 'field', value: node } }
}

function wholeRange(namespace: string): Selection {
  if (namespace === '')
    return { from: '', to: lastKey, everything: true, matches: everything, index: { by: 'all' } }
  // '0' is the character after '/'.
  return {
    from: `${namespace}/`,
    to: `${namespace}0`,
    everything: true,
    matches: everything,
    index: { by: 'namespace', value: namespace },
  }
}

function oneKey(namespace: string | undefined, name: string): Pick<Selection, 'from' | 'to' | 'index'> {
  const key = namespace === undefined || namespace === '' ? name : `${namespace}/${name}`
  return { from: key, to: `${key}\0`, index: { by: 'key', value: key } }
}

function labelTestOf(text: string): Test | undefined {
  if (text === '') return undefined
  const selector = parsed(() => parseLabelSelector(text))
  return (entry) => selector.matches(entry.labels)
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    if (!(cause instanceof SelectorError)) throw cause
    throw badRequest(cause.message, cause)
  }
}

function fieldTerms(request: SelectionRequest): readonly FieldTerm[] {
  if (request.fieldSelector === '') return []
  const { terms } = parsed(() => parseFieldSelector(request.fieldSelector))
  for (const { field } of terms) {
    if (!fieldIsKnown(field, request)) throw badRequest(request.unknownField(field))
  }
  return terms
}

function fieldIsKnown(field: string, request: SelectionRequest): boolean {
  if (field === 'metadata.name') return true
  if (field === 'metadata.namespace') return request.takesNamespace
  return request.fieldSelectors.includes(field)
}

function fieldTest(term: FieldTerm, request: SelectionRequest): Test {
  const { field, value } = term
  const wanted = term.operator === '='
  if (field === 'metadata.name') return (entry) => (nameOf(entry.key) === value) === wanted
  if (field === 'metadata.namespace') return (entry) => (namespaceOf(entry.key) === value) === wanted
  const index = request.fieldSelectors.indexOf(field)
  return (entry) => ((request.fieldsOf(entry)[index] ?? '') === value) === wanted
}
