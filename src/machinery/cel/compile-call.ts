// Calls: which overloads fit is decided by the types, and among these, where a type is dyn, by the values. Upstream: cel-go
// checker/checker.go resolveOverload, interpreter/interpretable.go evalVarArgs.
import { type CallExpr, type Expr, qualifiedName } from './ast.ts'
import { EvalFault, noSuchOverload } from './cel-fault.ts'
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
import { constantOf } from './constant-of.ts'
import { checkFormat } from './format-check.ts'
import type { Frame, Step } from './frame.ts'
import type { CelFunction, Overload } from './function.ts'
import { validateLiterals } from './literal-checks.ts'
import type { Compilation } from './scope.ts'
import { CelList, CelOptional, CelUint, isOfType, keyIdentity, type Value } from './values.ts'

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
  const { mixes } = c
  c.mixes ||= known.name === 'format'
  const args = operands.map((operand) => c.compile(operand))
  c.mixes = mixes
  const { overloads, type } = resolve(known, { args, member, c })
  c.checked?.calls.set(expr, { name: known.name, overloads })
  if (overloads.length === 0) {
    const texts = args.map((arg) => formatType(substitute(c.mapping, arg.type)))
    const given = member ? `${texts[0]}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`
    const message = `found no matching overload for '${known.name}' applied to '${given}'`
    return { type: c.fault(expr.offset, message), step: () => null }
  }
  if (known.name === 'format') c.afterwards.push(() => checkFormat(expr, c))
  validateLiterals(known.name, { operands, member, c })
  return shortcut(known.name, { args, overloads, type, c }) ?? { type, step: invoke(known, overloads, args) }
}

interface Resolved extends Resolution {
  readonly args: readonly Compiled[]
  readonly c: Compilation
}

/** Calls that upstream plans differently. Upstream: interpreter/planner.go, decorators.go, cel/library.go. */
function shortcut(name: string, { args, overloads, type, c }: Resolved): Compiled | undefined {
  const [first, second] = args
  if (name === '@in') {
    const membership = constantMembership(args)
    return membership && { type, ...membership }
  }
  if ((name === 'or' || name === 'orValue') && first !== undefined && second !== undefined) {
    return { type, step: alternative(first.step, second.step, name === 'or') }
  }
  if (!conversions.has(name) || args.length !== 1 || first?.constant === undefined) return undefined
  const step = invoke({ name, overloads, cost: undefined }, overloads, args)
  const constant = c.issues.length > 0 ? undefined : constantOf(step, c)
  return constant === undefined ? undefined : { type, step: () => constant, constant }
}

/** What they make of a constant is a constant. */
const conversions: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint'],
])

/** Free, and the alternative is not looked at where there is a value. */
function alternative(optional: Step, other: Step, whole: boolean): Step {
  return (frame) => {
    const value = optional(frame)
    if (!(value instanceof CelOptional)) throw noSuchOverload()
    if (value.value === undefined) return other(frame)
    return whole ? value : value.value
  }
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
  // The pattern of matches() as a function on its own is free upstream.
  const cost = known.name === 'matches' && !overloads.some(({ member }) => member) ? undefined : known.cost
  // flatten() takes what is flat already.
  const find = known.name === 'flatten' ? () => overloads[0] : firstThatFits(overloads)
  const charge = (values: Value[], frame: Frame): void => {
    frame.charge(cost === undefined ? 1 : cost(values, frame))
  }
  const run = (values: Value[], frame: Frame): Value => {
    charge(values, frame)
    const overload = find(values)
    if (overload === undefined) throw noSuchOverload()
    return overload.call(...values, frame)
  }
  if (steps.length > 2) {
    return (frame) =>
      run(
        steps.map((step) => step(frame)),
        frame,
      )
  }
  const few = fewArguments(steps)
  return (frame) => {
    const values: Value[] = []
    const fault = few(values, frame)
    if (fault === undefined) return run(values, frame)
    charge(values, frame)
    throw fault
  }
}

type Few = (values: Value[], frame: Frame) => EvalFault | undefined

/** One or two are all worked out, and the call is charged, also when one of them fails. */
function fewArguments(steps: readonly Step[]): Few {
  return (values, frame) => {
    let fault: EvalFault | undefined
    for (const step of steps) {
      try {
        values.push(step(frame))
      } catch (error) {
        if (!(error instanceof EvalFault)) throw error
        fault ??= error
        values.push(null)
      }
    }
    return fault
  }
}

type Find = (values: readonly Value[]) => Overload | undefined

/** Also where the types leave no choice: a stored object may not be what its schema says. */
function firstThatFits(overloads: readonly Overload[]): Find {
  return (values) =>
    overloads.find(({ params }) => params.every((type, i) => isOfType(values[i] as Value, type)))
}

/** `x in ['a', 'b']`: looked up, not walked, and at no cost. Upstream: interpreter/decorators.go, evalSetMembership. */
function constantMembership([item, list]: readonly Compiled[]):
  | Pick<Compiled, 'step' | 'constant'>
  | undefined {
  const constant = list?.constant
  if (item === undefined || !(constant instanceof CelList)) return undefined
  if (constant.size === 0) return { step: () => false, constant: false }
  const members = [...constant]
  if (!members.every(isKey)) return undefined
  const known = new Set(members.map(keyIdentity))
  return {
    step: (frame) => {
      const value = item.step(frame)
      return isKey(value) && known.has(keyIdentity(value))
    },
  }
}

function isKey(value: Value): boolean {
  return ['string', 'boolean', 'bigint', 'number'].includes(typeof value) || value instanceof CelUint
}
