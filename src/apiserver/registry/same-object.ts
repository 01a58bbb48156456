// Whether a write changes anything: equality of what would be stored. The order of keys does not count, nor do keys that
// are set to undefined, nor the resourceVersion, which is the store's.
import { isRawNumber } from '../../machinery/json-value.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import type { WorkingObject } from './object.ts'

type Json = Readonly<Record<string, unknown>>

export function sameObject(next: WorkingObject, old: KubeObject): boolean {
  const { metadata: nextMeta, ...nextRest } = next as unknown as { metadata: Json }
  const { metadata: oldMeta, ...oldRest } = old as unknown as { metadata: Json }
  return (
    sameFields({ ...nextMeta, resourceVersion: oldMeta.resourceVersion }, oldMeta) &&
    sameFields(nextRest, oldRest)
  )
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isRawNumber(a) || isRawNumber(b)) return isRawNumber(a) && isRawNumber(b) && a.rawJSON === b.rawJSON
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
  return !Array.isArray(b) && sameFields(a as Json, b as Json)
}

function sameFields(a: Json, b: Json): boolean {
  for (const key of Object.keys(a)) {
    if (a[key] !== undefined && !(Object.hasOwn(b, key) && same(a[key], b[key]))) return false
  }
  for (const key of Object.keys(b)) {
    if (b[key] !== undefined && (!Object.hasOwn(a, key) || a[key] === undefined)) return false
  }
  return true
}
