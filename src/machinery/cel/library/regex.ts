// find() and findAll(). Upstream: apiserver pkg/cel/library/regex.go.
import { compilePattern, type LinearPattern } from '../../linear-pattern.ts'
import { EvalFault } from '../cel-fault.ts'
import { findFrom } from '../find-pattern.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, fn } from '../function.ts'
import { ArrayList, type CelList } from '../values.ts'
import { patternCost } from './standard.ts'

function pattern(source: string): LinearPattern {
  const compiled = compilePattern(source)
  if (!compiled.ok) throw new EvalFault(`Illegal regex: ${compiled.fault}`)
  return compiled.pattern
}

function find(text: string, source: string, frame: Frame): string {
  const found = findFrom(pattern(source), text, { from: 0, work: (steps) => frame.work(steps) })
  return found === undefined ? '' : text.slice(found.start, found.end)
}

function findAll(text: string, source: string, limit: bigint, frame: Frame): CelList {
  const compiled = pattern(source)
  const found: string[] = []
  let last = -1
  for (let from = 0; from <= text.length && (limit < 0n || BigInt(found.length) < limit); ) {
    const match = findFrom(compiled, text, { from, work: (steps) => frame.work(steps) })
    if (match === undefined) break
    const isEmpty = match.start === match.end
    // An empty match right behind the one before is none.
    if (!isEmpty || match.start !== last) found.push(text.slice(match.start, match.end))
    last = match.end
    from = isEmpty ? match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1) : match.end
  }
  return new ArrayList(found)
}

export const regex: readonly CelFunction[] = [
  fn('find', { 'string.(string) -> string': find }, patternCost),
  fn(
    'findAll',
    {
      'string.(string) -> list(string)': (text: string, source: string, frame: Frame) =>
        findAll(text, source, -1n, frame),
      'string.(string, int) -> list(string)': findAll,
    },
    patternCost,
  ),
]
