// Regular expressions in RE2's syntax, which match in linear time whatever the pattern: patterns come from users.
import { RE2JS, RE2JSException } from '@bufbuild/re2'
import { isTooLarge, patternSize, tooLargePattern } from '../pattern-size.ts'

export type Pattern = RE2JS

/** The last patterns, within a bound of what they take: those of an expression's loop are compiled once. */
const compiled = new Map<string, { readonly pattern: Pattern; readonly size: number }>()
const maxKept = 50_000
let kept = 0

/** Throws RE2JSException. */
export function compilePattern(source: string): Pattern {
  const known = compiled.get(source)
  if (known !== undefined) return known.pattern
  const pattern = RE2JS.compile(source)
  const size = source.length + patternSize(source)
  for (const [oldest, entry] of compiled) {
    if (kept + size <= maxKept) break
    compiled.delete(oldest)
    kept -= entry.size
  }
  compiled.set(source, { pattern, size })
  kept += size
  return pattern
}

/** Why the pattern is none, or undefined. */
export function patternFault(source: string): string | undefined {
  if (isTooLarge(source)) return tooLargePattern
  try {
    compilePattern(source)
    return undefined
  } catch (error) {
    if (error instanceof RE2JSException) return error.message
    throw error
  }
}
