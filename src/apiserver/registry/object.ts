// Objects while a write is preparing them: a type for code that is generic over kinds, and their stored form.
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

/** Metadata's fields in canonical order; the resourceVersion is the store's affair. */
const metaOrder = Object.keys(objectMeta.fields).filter(
  (name) => name !== 'resourceVersion' && name !== 'selfLink',
)

function orderedMeta(meta: WorkingMeta): Record<string, unknown> {
  const source = meta as Record<string, unknown>
  const ordered: Record<string, unknown> = {}
  for (const name of metaOrder) {
    const value = source[name]
    if (value !== undefined) ordered[name] = value
  }
  return ordered
}

/** The value to store: the object's JSON without resourceVersion, kind, apiVersion and metadata first. */
export function encodeObject(obj: WorkingObject): Buffer {
  const ordered: Record<string, unknown> = {
    kind: obj.kind,
    apiVersion: obj.apiVersion,
    metadata: orderedMeta(obj.metadata),
  }
  for (const key of Object.keys(obj)) {
    if (key !== 'kind' && key !== 'apiVersion' && key !== 'metadata') setKey(ordered, key, obj[key as 'spec'])
  }
  return Buffer.from(JSON.stringify(ordered))
}

export function keyOf(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`
}
