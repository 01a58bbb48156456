// Regular expressions in RE2's syntax, which match in linear time whatever the pattern: patterns come from users.
import { RE2JS, RE2JSException } from '@bufbuild/re2'

export type Pattern = RE2JS

/** The last few patterns: those of an expression's loop are compiled once. */
const compiled = new Map<string, Pattern>()
const kept = 64

/** Throws RE2JSException. */
export function compilePattern(source: string): Pattern {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const pattern = RE2JS.compile(source)
  if (compiled.size >= kept) compiled.delete(compiled.keys().next().value ?? '')
  compiled.set(source, pattern)
  return pattern
}

/** Why the pattern is none, or undefined. */
export function patternFault(source: string): string | undefined {
  try {
    compilePattern(source)
    return undefined
  } catch (error) {
    if (error instanceof RE2JSException) return error.message
    throw error
  }
}
