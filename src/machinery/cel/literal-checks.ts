// Literals that could never work are refused when the expression is compiled. Upstream: cel-go cel/validator.go.
import { patternFault } from '../linear-pattern.ts'
import type { Expr } from './ast.ts'
import type { Compilation } from './scope.ts'
import { parseDuration, parseTimestamp } from './time-values.ts'

interface Place {
  readonly operands: readonly Expr[]
  readonly member: boolean
  readonly c: Compilation
}

const checked: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['matches', (text: string) => patternFault(text) === undefined],
  ['duration', (text: string) => parseDuration(text) !== undefined],
  ['timestamp', (text: string) => parseTimestamp(text) !== undefined],
])

const patterns: ReadonlySet<string> = new Set(['find', 'findAll'])

export function validateLiterals(name: string, { operands, c }: Place): void {
  const pattern = operands[1]
  if (patterns.has(name) && pattern?.kind === 'literal' && typeof pattern.value === 'string') {
    c.programFault ??= patternFault(pattern.value)
  }
  const check = checked.get(name)
  const literal = operands.at(-1)
  if (check === undefined || literal?.kind !== 'literal' || typeof literal.value !== 'string') return
  if (!check(literal.value)) c.fault(literal.offset, `invalid ${name} argument`)
}
