// The difference between two values as text, for refusals that would otherwise not say what has changed.
// Differs: upstream prints a Go diff of the two structs, this one line for each field that differs.
import { semanticEqual } from '../machinery/equality.ts'

const maxLines = 40

/** `-path: old` and `+path: new` for each part that differs, in the order of keys. */
export function differences(old: unknown, next: unknown, path = ''): string {
  const lines: string[] = []
  collect(lines, { old, next, path })
  if (lines.length <= maxLines) return lines.join('\n')
  return [...lines.slice(0, maxLines), `... ${lines.length - maxLines} more`].join('\n')
}

interface Pair {
  readonly old: unknown
  readonly next: unknown
  readonly path: string
}

function collect(lines: string[], { old, next, path }: Pair): void {
  if (semanticEqual(old, next)) return
  if (Array.isArray(old) && Array.isArray(next)) {
    for (let index = 0; index < Math.max(old.length, next.length); index++) {
      collect(lines, { old: old[index], next: next[index], path: `${path}[${index}]` })
    }
  } else if (isStruct(old) && isStruct(next)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
      const inner = path === '' ? key : `${path}.${key}`
      collect(lines, { old: own(old, key), next: own(next, key), path: inner })
    }
  } else {
    if (old !== undefined) lines.push(`-${path}: ${JSON.stringify(old)}`)
    if (next !== undefined) lines.push(`+${path}: ${JSON.stringify(next)}`)
  }
}

function isStruct(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}
