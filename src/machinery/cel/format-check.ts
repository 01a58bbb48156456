// 'literal %s'.format([...]) is checked when it is compiled. Upstream: cel-go ext/formatting.go stringFormatValidator.
import type { CallExpr, Expr } from './ast.ts'
import { type CelType, substitute } from './cel-type.ts'
import { misuse, readClause } from './library/format-text.ts'
import type { Compilation } from './scope.ts'

export function checkFormat({ target, args, offset }: CallExpr, c: Compilation): void {
  const [list] = args
  if (target?.kind !== 'literal' || typeof target.value !== 'string' || list?.kind !== 'list') return
  const text = target.value
  let used = 0
  let end = 0
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', end)) {
    end = at + 2
    if (text[at + 1] === '%') continue
    const item = list.items[used]?.value
    const isCut = at + 1 >= text.length
    if (item === undefined && !isCut) return void c.fault(offset, `index ${used} out of range`)
    const found = readClause(text, at + 1)
    if (found.fault !== undefined) return void c.fault(offset, found.fault)
    if (item === undefined) return
    const wrong = misused(found.clause, item, c)
    if (wrong !== undefined) return void c.fault(wrong.offset, misuse(found.clause, nameOf(typeOf(wrong, c))))
    used++
    end = found.end
  }
  const given = list.items.length
  const tooMany = `too many arguments supplied to string.format (expected ${used}, got ${given})`
  if (given > used) c.fault(offset, tooMany)
}

const kinds: ReadonlyMap<string, ReadonlySet<CelType['kind']>> = new Map([
  [
    's',
    new Set<CelType['kind']>([
      ...(['list', 'map', 'int', 'uint', 'double', 'bool', 'string', 'bytes'] as const),
      ...(['timestamp', 'duration', 'type', 'null'] as const),
    ]),
  ],
  ['d', new Set<CelType['kind']>(['int', 'uint'])],
  ['o', new Set<CelType['kind']>(['int', 'uint'])],
  ['b', new Set<CelType['kind']>(['int', 'uint', 'bool'])],
  ['x', new Set<CelType['kind']>(['int', 'uint', 'string', 'bytes'])],
  // Texts too: 'NaN', 'Infinity', '-Infinity'.
  ['f', new Set<CelType['kind']>(['double', 'string'])],
  ['e', new Set<CelType['kind']>(['double', 'string'])],
])

/** The part whose type the clause is not for. */
function misused(clause: string, expr: Expr, c: Compilation): Expr | undefined {
  const { kind } = typeOf(expr, c)
  if (kind !== 'dyn' && kinds.get(clause.toLowerCase())?.has(kind) !== true) return expr
  if (clause !== 's') return undefined
  const parts =
    expr.kind === 'list'
      ? expr.items.map(({ value }) => value)
      : expr.kind === 'map'
        ? expr.entries.flatMap(({ key, value }) => [key, value])
        : []
  for (const part of parts) {
    const wrong = misused(clause, part, c)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function typeOf(expr: Expr, c: Compilation): CelType {
  const type = c.formatted.get(expr)
  return type === undefined ? { kind: 'dyn' } : substitute(c.mapping, type, true)
}

/** As values of the type call it. */
function nameOf(type: CelType): string {
  switch (type.kind) {
    case 'object':
    case 'opaque':
      return type.name
    case 'null':
      return 'null_type'
    case 'optional':
      return 'optional_type'
    case 'timestamp':
      return 'google.protobuf.Timestamp'
    case 'duration':
      return 'google.protobuf.Duration'
    default:
      return type.kind
  }
}
