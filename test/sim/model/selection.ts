// What a list or watch asks for, and what matches it, written without the server's own code: the model's opinion.
import type { Json } from './records.ts'

export const resources = ['configmaps', 'pods', 'nodes'] as const
export type Resource = (typeof resources)[number]

export interface Selection {
  readonly resource: Resource
  /** '' for all, and for nodes. */
  readonly namespace: string
  readonly label?: LabelTerm
  readonly field?: FieldTerm
}

export interface LabelTerm {
  readonly operator: 'is' | 'isNot' | 'in' | 'notIn' | 'exists' | 'absent'
  readonly key: string
  readonly values: readonly string[]
}

export interface FieldTerm {
  readonly path: 'metadata.name' | 'spec.nodeName' | 'status.phase'
  readonly equal: boolean
  readonly value: string
}

export function labelText({ operator, key, values }: LabelTerm): string {
  const [value = ''] = values
  if (operator === 'is') return `${key}=${value}`
  if (operator === 'isNot') return `${key}!=${value}`
  if (operator === 'in') return `${key} in (${values.join(',')})`
  if (operator === 'notIn') return `${key} notin (${values.join(',')})`
  return operator === 'exists' ? key : `!${key}`
}

export const fieldText = ({ path, equal, value }: FieldTerm) => `${path}${equal ? '=' : '!='}${value}`

/** Where the store keeps what is selected, before labels and fields are looked at. */
export function prefixOf({ resource, namespace }: Selection): string {
  return `/registry/core/${resource}/${namespace === '' ? '' : `${namespace}/`}`
}

export function keyOf(resource: Resource, metadata: { readonly namespace?: string; readonly name: string }) {
  const { namespace, name } = metadata
  return `/registry/core/${resource}/${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}`
}

export function matches(selection: Selection, key: string, object: Json): boolean {
  if (!key.startsWith(prefixOf(selection))) return false
  const { label, field } = selection
  if (label !== undefined && !labelMatches(label, object.metadata.labels ?? {})) return false
  return field === undefined || (valueAt(object, field.path) === field.value) === field.equal
}

function labelMatches(
  { operator, key, values }: LabelTerm,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = labels[key]
  if (operator === 'exists') return value !== undefined
  if (operator === 'absent') return value === undefined
  const within = value !== undefined && values.includes(value)
  return operator === 'is' || operator === 'in' ? within : !within
}

function valueAt(object: Json, path: FieldTerm['path']): string {
  const [first = '', second = ''] = path.split('.')
  return object[first]?.[second] ?? ''
}

export function selectionText(selection: Selection): string {
  const { resource, namespace, label, field } = selection
  return [
    namespace === '' ? resource : `${namespace}/${resource}`,
    ...(label === undefined ? [] : [`[${labelText(label)}]`]),
    ...(field === undefined ? [] : [`[${fieldText(field)}]`]),
  ].join(' ')
}
