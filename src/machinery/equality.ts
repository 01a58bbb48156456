// Equality of API values as upstream means it: an absent list is an empty one, the order of keys does not count. An absent
// object is not an empty one: `namespaceSelector: {}` means all namespaces. Decoding drops empty maps, so that those do
// not come up. Upstream: apimachinery pkg/api/equality/semantic.go. Quantities are compared as text, made canonical before.

export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isNothing(a)) return isNothing(b)
  if (isNothing(b)) return false
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, index) => semanticEqual(item, b[index]))
  }
  return equalFields(a as Record<string, unknown>, b as Record<string, unknown>)
}

function equalFields(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  for (const key of Object.keys(a)) {
    if (!semanticEqual(a[key], Object.hasOwn(b, key) ? b[key] : undefined)) return false
  }
  for (const key of Object.keys(b)) {
    if (!Object.hasOwn(a, key) && !isNothing(b[key])) return false
  }
  return true
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}
