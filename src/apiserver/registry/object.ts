// Objects while a write is preparing them: a type for code that is generic over kinds, and their stored form.

import { keptText } from '../../machinery/apply/field-set.ts'
import { setKey } from '../../machinery/json-value.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { objectMeta } from '../../machinery/meta/meta.schema.ts'
import type { MetaFields } from '../../machinery/meta-validation.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'

export type WorkingMeta = Mutable<MetaFields>

/** An object that the request owns and may change. */
export interface WorkingObject {
  apiVersion: string
  kind: string
  metadata: WorkingMeta
  spec?: unknown
  status?: unknown
}

/** The same object for functions of its kind, which know its fields. */
export function asKube(obj: WorkingObject): KubeObject {
  return obj as unknown as KubeObject
}

export function asWorking(obj: KubeObject): WorkingObject {
  return obj as unknown as WorkingObject
}

/** Metadata's fields in canonical order, managedFields the last; the resourceVersion is the store's affair. */
const metaOrder = Object.keys(objectMeta.fields).filter(
  (name) => name !== 'resourceVersion' && name !== 'selfLink' && name !== 'managedFields',
)

function metaText(meta: WorkingMeta): string {
  const source = meta as Record<string, unknown>
  const ordered: Record<string, unknown> = {}
  for (const name of metaOrder) {
    const value = source[name]
    if (value !== undefined) ordered[name] = value
  }
  const text = JSON.stringify(ordered)
  if (meta.managedFields === undefined) return text
  const entries = meta.managedFields.map(ownerText).join(',')
  return `${text.slice(0, -1)}${text.length > 2 ? ',' : ''}"managedFields":[${entries}]}`
}

/** Most objects of a kind are made from few templates, and what their creators own is the same text. */
function ownerText(entry: NonNullable<WorkingMeta['managedFields']>[number]): string {
  const fields = keptText(entry.fieldsV1)
  if (fields === undefined) return JSON.stringify(entry)
  const { fieldsV1: _, subresource, ...rest } = entry
  const tail = subresource === undefined ? '' : `,"subresource":${JSON.stringify(subresource)}`
  return `${JSON.stringify(rest).slice(0, -1)},"fieldsV1":${fields}${tail}}`
}

/** The value to store: the object's JSON without resourceVersion, kind, apiVersion and metadata first. */
export function encodeObject(obj: WorkingObject): Buffer {
  const rest: Record<string, unknown> = {}
  for (const key of Object.keys(obj)) {
    if (key !== 'kind' && key !== 'apiVersion' && key !== 'metadata') setKey(rest, key, obj[key as 'spec'])
  }
  const type = `{"kind":${JSON.stringify(obj.kind)},"apiVersion":${JSON.stringify(obj.apiVersion)}`
  const text = JSON.stringify(rest)
  const more = text.length > 2 ? `,${text.slice(1)}` : '}'
  return Buffer.from(`${type},"metadata":${metaText(obj.metadata)}${more}`)
}

export function keyOf(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`
}
