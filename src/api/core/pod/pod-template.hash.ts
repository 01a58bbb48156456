// The short hash of a pod template that names replica sets and revisions. Any stable hash serves; it never leaves the cluster.
// Upstream: pkg/controller/controller_utils.go ComputeHash, apimachinery pkg/util/rand/rand.go SafeEncodeString.
// Differs: upstream hashes Go's dump of the struct, this the canonical JSON, so hashes are other ones than upstream's.

// Without vowels and look-alikes, so that no hash spells a word.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** Eight to ten letters and digits, the same for equal templates whatever the order of their keys. */
export function computeHash(template: unknown, collisionCount?: number): string {
  let hash = fnv1a(0x811c9dc5, new TextEncoder().encode(canonicalJson(template)))
  if (collisionCount !== undefined) {
    const bytes = new Uint8Array(8)
    new DataView(bytes.buffer).setUint32(0, collisionCount, true)
    hash = fnv1a(hash, bytes)
  }
  return safeEncode(String(hash))
}

function fnv1a(start: number, bytes: Uint8Array): number {
  let hash = start
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

function safeEncode(text: string): string {
  return Array.from(text, (char) => alphabet[char.charCodeAt(0) % alphabet.length]).join('')
}

/** JSON with sorted keys, without undefined. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
