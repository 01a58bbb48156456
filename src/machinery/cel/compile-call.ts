// Calls: which overloads fit is decided by the types, and among these, where a type is dyn, by the values. Upstream: cel-go
// checker/checker.go resolveOverload, interpreter/interpretable.go evalVarArgs.
import { type CallExpr, type Expr, qualifiedName } from './ast.ts'
import { noSuchOverload } from './cel-fault.ts'
import {
  areAssignable,
  type CelType,
  dyn,
  formatType,
  type Mapping,
  sameType,
  substitute,
} from './cel-type.ts'
import type { Compiled } from './compiled.ts'
import type { Frame, Step } from './frame.ts'
import type { CelFunction, Overload } from './function.ts'
import { validateLiterals } from './literal-checks.ts'
import type { Compilation } from './scope.ts'
import { CelList, isOfType, keyIdentity, type Value } from './values.ts'

export function compileCall(expr: CallExpr, c: Compilation): Compiled {
  const { functions } = c.environment
  const target = expr.target === undefined ? undefined : namespaceOf(expr.target, c)
  if (target !== undefined) {
    const known = functions.get(`${target}.${expr.name}`)
    if (known !== undefined) return call(known, { expr, operands: expr.args, member: false }, c)
  }
  const operands = expr.target === undefined ? expr.args : [expr.target, ...expr.args]
  const known = functions.get(expr.name.replace(/^\./, ''))
  if (known === undefined) {
    for (const operand of operands) c.compile(operand)
    const type = c.fault(expr.offset, `undeclared reference to '${expr.name}' (in container '')`)
    return { type, step: () => null }
  }
  return call(known, { expr, operands, member: expr.target !== undefined }, c)
}

/** The target as the first part of a function's name, unless it begins with a variable. */
function namespaceOf(target: Expr, c: Compilation): string | undefined {
  const name = qualifiedName(target)
  if (name === undefined) return undefined
  const root = name.split('.')[0] ?? name
  return c.local(root) === undefined ? name : undefined
}

interface Invocation {
  readonly expr: CallExpr
  readonly operands: readonly Expr[]
  readonly member: boolean
}

function call(known: CelFunction, { expr, operands, member }: Invocation, c: Compilation): Compiled {
  const args = operands.map((operand) => c.compile(operand))
  const { overloads, type } = resolve(known, { args, member, c })
  if (overloads.length === 0) {
    const texts = args.map((arg) => formatType(substitute(c.mapping, arg.type)))
    const given = member ? `${texts[0]}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`
    const message = `found no matching overload for '${known.name}' applied to '${given}'`
    return { type: c.fault(expr.offset, message), step: () => null }
  }
  validateLiterals(known.name, { operands, member, c })
  const membership = known.name === '@in' ? constantMembership(args) : undefined
  return { type, step: membership ?? invoke(known, overloads, args) }
}

interface Resolution {
  readonly overloads: readonly Overload[]
  readonly type: CelType
}

function resolve(
  known: CelFunction,
  { args, member, c }: { args: readonly Compiled[]; member: boolean; c: Compilation },
): Resolution {
  const given = args.map((arg) => substitute(c.mapping, arg.type))
  const overloads: Overload[] = []
  let type: CelType | undefined
  for (const overload of known.overloads) {
    if (overload.member !== member) continue
    const fresh = freshen(overload, c)
    if (!areAssignable(c.mapping, fresh.params, given)) continue
    overloads.push(overload)
    const result = substitute(c.mapping, fresh.result)
    type = type === undefined || sameType(type, result) ? result : dyn
  }
  return { overloads, type: type ?? dyn }
}

/** The overload with type parameters of its own. */
function freshen({ params, result }: Overload, c: Compilation): Pick<Overload, 'params' | 'result'> {
  const names: Mapping = new Map()
  for (const type of [...params, result]) collectParams(type, names, c)
  if (names.size === 0) return { params, result }
  return { params: params.map((type) => substitute(names, type)), result: substitute(names, result) }
}

function collectParams(type: CelType, names: Mapping, c: Compilation): void {
  if (type.kind === 'param') {
    if (!names.has(type.name)) names.set(type.name, c.freshParam())
  } else if (type.kind === 'list' || type.kind === 'optional') {
    collectParams(type.elem, names, c)
  } else if (type.kind === 'map') {
    collectParams(type.key, names, c)
    collectParams(type.value, names, c)
  } else if (type.kind === 'type') {
    collectParams(type.of, names, c)
  }
}

function invoke(known: CelFunction, overloads: readonly Overload[], args: readonly Compiled[]): Step {
  const steps = args.map((arg) => arg.step)
  const { cost } = known
  const find = firstThatFits(overloads)
  const run = (values: Value[], frame: Frame): Value => {
    frame.charge(cost === undefined ? 1 : cost(values))
    const overload = find(values)
    if (overload === undefined) throw noSuchOverload()
    return overload.call(...values, frame)
  }
  const [first, second] = steps
  if (steps.length === 1 && first !== undefined) return (frame) => run([first(frame)], frame)
  if (steps.length === 2 && first !== undefined && second !== undefined) {
    return (frame) => run([first(frame), second(frame)], frame)
  }
  return (frame) =>
    run(
      steps.map((step) => step(frame)),
      frame,
    )
}

type Find = (values: readonly Value[]) => Overload | undefined

/** Also where the types leave no choice: a stored object may not be what its schema says. */
function firstThatFits(overloads: readonly Overload[]): Find {
  return (values) =>
    overloads.find(({ params }) => params.every((type, i) => isOfType(values[i] as Value, type)))
}

/** `x in ['a', 'b']`: looked up, not walked, and at no cost. Upstream: interpreter/planner.go, evalSetMembership. */
function constantMembership([item, list]: readonly Compiled[]): Step | undefined {
  const constant = list?.constant
  if (item === undefined || !(constant instanceof CelList)) return undefined
  const members = [...constant]
  if (!members.every((member) => typeof member === 'string')) return undefined
  const known = new Set(members.map(keyIdentity))
  return (frame) => {
    const value = item.step(frame)
    return typeof value === 'string' && known.has(value)
  }
}
