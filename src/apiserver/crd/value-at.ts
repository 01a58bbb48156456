// The value at a path of field names, whatever they are called.
import { getKey, isJsonObject } from '../../machinery/json-value.ts'

export function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value
  for (const name of path) {
    if (!isJsonObject(current)) return undefined
    current = getKey(current, name)
  }
  return current
}
