// Calls that are no calls: has(), the comprehensions, cel.bind() and the macros of optional values. Upstream: cel-go
// parser/macro.go, ext/comprehensions.go, ext/bindings.go, ext/lists.go, cel/library.go (optional types).
import { type CallExpr, type Expr, type FoldMacro, qualifiedName } from './ast.ts'
import { SyntaxFault } from './cel-fault.ts'

export interface MacroOptions {
  /** cel.bind() is there. Upstream: only for expressions that choose devices. */
  readonly bindings?: boolean | undefined
}

/** The node that stands for the call, or undefined where it is a call like any other. */
export function expandMacro(call: CallExpr, { bindings }: MacroOptions): Expr | undefined {
  const { name, target, args, offset } = call
  if (target === undefined) return name === 'has' && args.length === 1 ? has(args[0] as Expr) : undefined
  if (bindings === true && name === 'bind' && args.length === 3 && qualifiedName(target) === 'cel') {
    const [variable, value, body] = args as [Expr, Expr, Expr]
    return { kind: 'bind', macro: 'bind', offset, variable: simpleName(variable), value, body }
  }
  if ((name === 'optMap' || name === 'optFlatMap') && args.length === 2) {
    const [variable, body] = args as [Expr, Expr]
    return { kind: 'bind', macro: name, offset, variable: simpleName(variable), value: target, body }
  }
  if (name === 'sortBy' && args.length === 2) return sortBy(call, target)
  return fold(call, target)
}

const sortable: ReadonlySet<string> = new Set([
  ...['list', 'select', 'ident', 'fold', 'bind', 'call', 'index', 'logic', 'conditional'],
])
const sortInput = '@__sortBy_input__'

/** `list.sortBy(x, key)`: a name for the list, its keys, and the call that sorts by them. */
function sortBy({ args, offset }: CallExpr, target: Expr): Expr {
  if (!sortable.has(target.kind)) {
    const text = 'sortBy can only be applied to a list, identifier, comprehension, call or select expression'
    throw new SyntaxFault(target.offset, text)
  }
  const [variable, key] = args as [Expr, Expr]
  const input: Expr = { kind: 'ident', offset, name: sortInput }
  const vars = [simpleName(variable)]
  const keys: Expr = { kind: 'fold', macro: 'map', offset, range: { ...input }, vars, body: key }
  const body: Expr = { kind: 'call', name: '@sortByAssociatedKeys', offset, target: input, args: [keys] }
  return { kind: 'bind', macro: 'bind', offset, variable: sortInput, value: target, body }
}

function has(arg: Expr): Expr {
  if (arg.kind !== 'select' || arg.test === true || arg.optional === true) {
    throw new SyntaxFault(arg.offset, 'invalid argument to has() macro')
  }
  return { ...arg, test: true }
}

/** The macro of a name and its number of arguments, and how many of these are variables. */
const folds: ReadonlyMap<string, readonly [FoldMacro, number]> = new Map([
  ['all/2', ['all', 1]],
  ['exists/2', ['exists', 1]],
  ['exists_one/2', ['existsOne', 1]],
  ['existsOne/2', ['existsOne', 1]],
  ['map/2', ['map', 1]],
  ['map/3', ['map', 1]],
  ['filter/2', ['filter', 1]],
  ['all/3', ['all', 2]],
  ['exists/3', ['exists', 2]],
  ['existsOne/3', ['existsOne', 2]],
  ['transformList/3', ['transformList', 2]],
  ['transformList/4', ['transformList', 2]],
  ['transformMap/3', ['transformMap', 2]],
  ['transformMap/4', ['transformMap', 2]],
  ['transformMapEntry/3', ['transformMapEntry', 2]],
  ['transformMapEntry/4', ['transformMapEntry', 2]],
])

function fold({ name, args, offset }: CallExpr, range: Expr): Expr | undefined {
  const known = folds.get(`${name}/${args.length}`)
  if (known === undefined) return undefined
  const [macro, variables] = known
  const vars = args.slice(0, variables).map(simpleName)
  if (vars.length === 2 && vars[0] === vars[1]) {
    throw new SyntaxFault((args[1] as Expr).offset, `duplicate variable name: ${vars[1]}`)
  }
  const body = args.at(-1) as Expr
  const filter = args.length - variables === 2 ? (args[variables] as Expr) : undefined
  return { kind: 'fold', macro, offset, range, vars, ...(filter && { filter }), body }
}

function simpleName(arg: Expr): string {
  if (arg.kind === 'ident' && !arg.name.startsWith('.')) return arg.name
  throw new SyntaxFault(arg.offset, 'argument must be a simple name')
}
