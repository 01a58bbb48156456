// Checks an expression's types and turns it into a function, in one walk. Upstream: cel-go checker/checker.go,
// interpreter/planner.go, interpreter/interpretable.go; costs interpreter/runtimecost.go.
import type { ConditionalExpr, Expr, ListExpr, Literal, LogicExpr, MapExpr, StructExpr } from './ast.ts'
import { EvalFault, noSuchOverload } from './cel-fault.ts'
import {
  bool,
  bytes,
  type CelType,
  double,
  dyn,
  formatType,
  int,
  isAssignable,
  listOf,
  mapOf,
  nullType,
  optionalOf,
  string,
  substitute,
  uint,
} from './cel-type.ts'
import { compileCall } from './compile-call.ts'
import { compileBind, compileFold } from './compile-fold.ts'
import { compileIdent, compileIndex, compileSelect } from './compile-select.ts'
import type { Compiled } from './compiled.ts'
import { constantOf } from './constant-of.ts'
import type { Frame, Step } from './frame.ts'
import type { Compilation } from './scope.ts'
import { ArrayList, CelOptional, CelUint, keyIdentity, type Value, ValueMap } from './values.ts'

const listCost = 10
const mapCost = 30
const structCost = 40

export function compileExpr(expr: Expr, c: Compilation): Compiled {
  switch (expr.kind) {
    case 'literal':
      return literal(expr.value)
    case 'ident':
      return compileIdent(expr, c)
    case 'select':
      return compileSelect(expr, c)
    case 'index':
      return compileIndex(expr, c)
    case 'call':
      return compileCall(expr, c)
    case 'logic':
      return logic(expr, c)
    case 'conditional':
      return conditional(expr, c)
    case 'list':
      return list(expr, c)
    case 'map':
      return map(expr, c)
    case 'struct':
      return struct(expr, c)
    case 'fold':
      return compileFold(expr, c)
    case 'bind':
      return compileBind(expr, c)
  }
}

function literal(value: Literal): Compiled {
  const made =
    typeof value === 'object' && value !== null && 'uint' in value ? new CelUint(value.uint) : value
  return { type: literalType(value), step: () => made, constant: made }
}

function literalType(value: Literal): CelType {
  switch (typeof value) {
    case 'boolean':
      return bool
    case 'bigint':
      return int
    case 'number':
      return double
    case 'string':
      return string
  }
  if (value === null) return nullType
  return value instanceof Uint8Array ? bytes : uint
}

/** The whole of a chain, not pair by pair: a fault counts only when no term decides. */
function logic({ op, terms }: LogicExpr, c: Compilation): Compiled {
  const parts = terms.map((term) => {
    const compiled = c.compile(term)
    if (!isAssignable(c.mapping, bool, compiled.type)) {
      const found = formatType(substitute(c.mapping, compiled.type))
      c.fault(term.offset, `expected type 'bool' but found '${found}'`)
    }
    return compiled.step
  })
  const decisive = op === '||'
  return { type: bool, step: (frame) => decide(parts, decisive, frame) }
}

function decide(parts: readonly Step[], decisive: boolean, frame: Frame): boolean {
  let fault: EvalFault | undefined
  for (const part of parts) {
    try {
      const value = part(frame)
      if (value === decisive) return decisive
      if (typeof value !== 'boolean') fault ??= noSuchOverload()
    } catch (error) {
      if (!(error instanceof EvalFault)) throw error
      fault ??= error
    }
  }
  if (fault !== undefined) throw fault
  return !decisive
}

function conditional(expr: ConditionalExpr, c: Compilation): Compiled {
  const test = c.compile(expr.test)
  const yes = c.compile(expr.consequent)
  const no = c.compile(expr.otherwise)
  let type: CelType = joinTypes(yes.type, no.type, c)
  if (!isAssignable(c.mapping, bool, test.type) || !isAssignable(c.mapping, yes.type, no.type)) {
    const given = [test, yes, no].map((part) => formatType(substitute(c.mapping, part.type))).join(', ')
    type = c.fault(expr.offset, `found no matching overload for '_?_:_' applied to '(${given})'`)
  }
  const [yesStep, noStep] = [choice(yes), choice(no)]
  const step: Step = (frame) => {
    const decided = test.step(frame)
    if (typeof decided !== 'boolean') throw noSuchOverload()
    return decided ? yesStep(frame) : noStep(frame)
  }
  return { type, step, attribute: true, chosen: true }
}

/** A name that is chosen costs nothing, only what is selected from it does. Upstream: interpreter/attributes.go. */
function choice({ step, attribute, chosen }: Compiled): Step {
  if (attribute !== true || chosen === true) return step
  return (frame) => {
    frame.charge(-1)
    return step(frame)
  }
}

function joinTypes(a: CelType, b: CelType, c: Compilation): CelType {
  if (!isAssignable(c.mapping, a, b)) return dyn
  return a.kind === 'null' ? b : a.kind === 'dyn' || b.kind === 'dyn' ? dyn : a
}

/** The type of all elements; they have to agree. Upstream: cel.HomogeneousAggregateLiterals. */
function agree(known: CelType | undefined, next: { type: CelType; offset: number }, c: Compilation): CelType {
  if (known === undefined || known.kind === 'dyn') return known ?? next.type
  if (next.type.kind === 'dyn') return dyn
  if (isAssignable(c.mapping, known, next.type)) return known
  if (c.mixes) return dyn
  const [expected, found] = [known, next.type].map((type) => formatType(substitute(c.mapping, type)))
  return c.fault(next.offset, `expected type '${expected}' but found '${found}'`)
}

function list({ items }: ListExpr, c: Compilation): Compiled {
  const parts = items.map(({ value, optional }) => {
    const compiled = c.compile(value)
    const type = optional ? innerOf(compiled.type, value.offset, c) : compiled.type
    return { compiled, optional, type, offset: value.offset }
  })
  let elem: CelType | undefined
  for (const part of parts) elem = agree(elem, part, c)
  const type = listOf(elem ?? c.freshParam())
  if (parts.every(({ compiled, optional }) => compiled.constant !== undefined && !optional)) {
    const constant = new ArrayList(parts.map(({ compiled }) => compiled.constant as Value))
    return { type, step: () => constant, constant }
  }
  const step: Step = (frame) => {
    const values: Value[] = []
    frame.charge(listCost)
    for (const { compiled, optional } of parts) {
      const value = compiled.step(frame)
      if (!optional) values.push(value)
      else if (value instanceof CelOptional && value.value !== undefined) values.push(value.value)
    }
    return new ArrayList(values)
  }
  return { type, step }
}

function innerOf(type: CelType, offset: number, c: Compilation): CelType {
  if (type.kind === 'optional') return type.elem
  if (type.kind === 'dyn' || type.kind === 'error') return dyn
  const wanted = formatType(optionalOf(type))
  return c.fault(offset, `expected type '${wanted}' but found '${formatType(type)}'`)
}

/** A key that is a map itself would let types grow without bound. */
const keyKinds: ReadonlySet<string> = new Set([
  ...['bool', 'int', 'uint', 'string', 'double', 'dyn', 'error', 'param'],
])

function map({ entries }: MapExpr, c: Compilation): Compiled {
  let keyType: CelType | undefined
  let valueType: CelType | undefined
  const parts = entries.map(({ key: keyExpr, value: valueExpr, optional }) => {
    const key = c.compile(keyExpr)
    const isKey = keyKinds.has(substitute(c.mapping, key.type).kind)
    const given = isKey ? key.type : c.fault(keyExpr.offset, 'unsupported key type')
    const value = c.compile(valueExpr)
    const type = optional ? innerOf(value.type, valueExpr.offset, c) : value.type
    keyType = agree(keyType, { type: given, offset: keyExpr.offset }, c)
    valueType = agree(valueType, { type, offset: valueExpr.offset }, c)
    return { key, value, optional }
  })
  const type = mapOf(keyType ?? c.freshParam(), valueType ?? c.freshParam())
  const build = (frame: Frame): ValueMap => {
    const made = new Map<unknown, readonly [Value, Value]>()
    for (const { key, value, optional } of parts) {
      const name = key.step(frame)
      const given = value.step(frame)
      const content = optional ? (given instanceof CelOptional ? given.value : undefined) : given
      if (content === undefined) continue
      const identity = keyIdentity(name)
      if (made.has(identity)) throw new EvalFault(`Failed with repeated key: ${String(identity)}`)
      made.set(identity, [name, content])
    }
    return new ValueMap(made)
  }
  const constant = parts.every(isConstantEntry) ? constantOf(build, c) : undefined
  if (constant !== undefined) return { type, step: () => constant, constant }
  const step: Step = (frame) => {
    frame.charge(mapCost)
    return build(frame)
  }
  return { type, step }
}

interface MapPart {
  readonly key: Compiled
  readonly value: Compiled
  readonly optional: boolean
}

const isConstantEntry = ({ key, value, optional }: MapPart): boolean =>
  key.constant !== undefined && value.constant !== undefined && !optional

function struct(expr: StructExpr, c: Compilation): Compiled {
  const known = c.environment.struct?.(expr.typeName)
  if (known === undefined) {
    const type = c.fault(expr.offset, `undeclared reference to '${expr.typeName}' (in container '')`)
    return { type, step: () => null }
  }
  const parts = expr.entries.map(({ field, value, optional, offset }) => {
    const compiled = c.compile(value)
    const wanted = known.field(field)
    if (wanted === undefined) c.fault(offset, `undefined field '${field}'`)
    else if (!isAssignable(c.mapping, optional ? optionalOf(wanted) : wanted, compiled.type)) {
      const [expected, found] = [wanted, compiled.type].map((type) => formatType(substitute(c.mapping, type)))
      c.fault(offset, `expected type of field '${field}' is '${expected}' but provided type is '${found}'`)
    }
    return { field, compiled, optional }
  })
  const step: Step = (frame) => {
    const fields = new Map<string, Value>()
    frame.charge(structCost)
    for (const { field, compiled, optional } of parts) {
      const value = compiled.step(frame)
      if (!optional) fields.set(field, value)
      else if (value instanceof CelOptional && value.value !== undefined) fields.set(field, value.value)
    }
    return known.make(fields)
  }
  return { type: known.type, step }
}
