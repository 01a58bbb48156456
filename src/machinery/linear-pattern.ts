// Regular expressions that come from users: Go's syntax (RE2), in time linear in the text. V8's own engine backtracks, so
// that a few characters of `^(a+)+$` would hold the whole server.
import { RE2JS, RE2JSException } from '@bufbuild/re2'
import { isTooLarge, tooLargePattern } from './pattern-size.ts'

export interface LinearPattern {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean
}

/** The compiled pattern, or what is wrong with it in Go's words. */
export type CompiledPattern =
  | { readonly ok: true; readonly pattern: LinearPattern }
  | { readonly ok: false; readonly fault: string }

const kept = new Map<string, CompiledPattern>()
const keptLimit = 1000

export function compilePattern(source: string): CompiledPattern {
  let found = kept.get(source)
  if (found === undefined) {
    found = compile(source)
    if (kept.size >= keptLimit) kept.clear()
    kept.set(source, found)
  }
  return found
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
