// Regular expressions that come from users: Go's syntax (RE2), in time linear in the text. V8's own engine backtracks, so
// that a few characters of `^(a+)+$` would hold the whole server.
import { RE2JS, RE2JSException } from '@bufbuild/re2'
import { isTooLarge, patternSize, tooLargePattern } from './pattern-size.ts'

export type LinearPattern = RE2JS

/** The compiled pattern, or what is wrong with it in Go's words. */
export type CompiledPattern =
  | { readonly ok: true; readonly pattern: LinearPattern }
  | { readonly ok: false; readonly fault: string }

interface Kept {
  readonly compiled: CompiledPattern
  readonly size: number
}

/** The last patterns, within a bound of what they take: those of schemas and of an expression's loop are compiled once. */
const kept = new Map<string, Kept>()
const maxSize = 200_000
let keptSize = 0

export function compilePattern(source: string): CompiledPattern {
  const known = kept.get(source)
  if (known !== undefined) return known.compiled
  const compiled = compile(source)
  const size = source.length + (compiled.ok ? patternSize(source) : 0)
  for (const [oldest, entry] of kept) {
    if (keptSize + size <= maxSize) break
    kept.delete(oldest)
    keptSize -= entry.size
  }
  kept.set(source, { compiled, size })
  keptSize += size
  return compiled
}

/** Why the pattern is none, or undefined. */
export function patternFault(source: string): string | undefined {
  const compiled = compilePattern(source)
  return compiled.ok ? undefined : compiled.fault
}

function compile(source: string): CompiledPattern {
  if (isTooLarge(source)) return { ok: false, fault: tooLargePattern }
  try {
    return { ok: true, pattern: RE2JS.compile(source) }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return { ok: false, fault: error.message }
  }
}
