// JSON merge patch (RFC 7386). Upstream: evanphx/json-patch v4 MergePatch.
import { isJsonObject, type JsonObject, setKey } from '../json-value.ts'
import { PatchError } from './patch-error.ts'

/** The object with the patch merged in; neither is changed, and parts are shared. */
export function applyMergePatch(original: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) throw new PatchError('badRequest', 'Invalid JSON Patch')
  return merge(original, patch)
}

function merge(original: unknown, patch: JsonObject): JsonObject {
  const result: JsonObject = {}
  const base = isJsonObject(original) ? original : {}
  for (const key of Object.keys(base)) {
    if (!Object.hasOwn(patch, key)) setKey(result, key, base[key])
    else if (patch[key] !== null) setKey(result, key, mergeValue(base[key], patch[key]))
  }
  for (const key of Object.keys(patch)) {
    if (patch[key] !== null && !Object.hasOwn(base, key))
      setKey(result, key, mergeValue(undefined, patch[key]))
  }
  return result
}

// As upstream does, and RFC 7386 does not: nulls of objects within a list go too, unless the list replaces an object.
function mergeValue(original: unknown, patch: unknown): unknown {
  if (isJsonObject(patch)) return merge(original, patch)
  return Array.isArray(patch) && !isJsonObject(original)
    ? patch.map((item) => mergeValue(undefined, item))
    : patch
}
