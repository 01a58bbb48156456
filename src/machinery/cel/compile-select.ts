// Variables, fields and elements. Upstream: cel-go checker/checker.go checkSelect, interpreter/attributes.go.
import { type IdentExpr, type IndexExpr, qualifiedName, type SelectExpr } from './ast.ts'
import { EvalFault, noSuchKey, noSuchOverload } from './cel-fault.ts'
import {
  bool,
  type CelType,
  dyn,
  formatType,
  int,
  isAssignable,
  optionalOf,
  string,
  substitute,
  typeOfType,
} from './cel-type.ts'
import type { Compiled } from './compiled.ts'
import type { Frame, Step } from './frame.ts'
import type { Compilation } from './scope.ts'
import { CelList, CelMap, CelObject, CelOptional, CelUint, none, TypeValue, type Value } from './values.ts'

/** Names of types, which are values: `type(x) == int`. */
const typeNames: ReadonlySet<string> = new Set([
  ...[
    'bool',
    'bytes',
    'double',
    'int',
    'list',
    'map',
    'null_type',
    'string',
    'type',
    'uint',
    'optional_type',
  ],
  ...['google.protobuf.Duration', 'google.protobuf.Timestamp'],
  ...['net.IP', 'net.CIDR', 'kubernetes.URL', 'kubernetes.Quantity', 'kubernetes.Semver'],
  ...['kubernetes.NamedFormat'],
])

export function compileIdent({ name, offset }: IdentExpr, c: Compilation): Compiled {
  const local = name.startsWith('.') ? undefined : c.local(name)
  if (local !== undefined) {
    const { slot, type } = local
    const step: Step = (frame) => {
      frame.charge(1)
      return frame.slots[slot] as Value
    }
    return { type, step, attribute: true }
  }
  const plain = name.replace(/^\./, '')
  const type = c.environment.variables.get(plain)
  if (type !== undefined) return { type, step: variable(plain), attribute: true }
  return typeIdent(plain) ?? undeclared(plain, { offset, c })
}

function variable(name: string): Step {
  return (frame) => {
    frame.charge(1)
    const value = frame.lookup(name)
    if (value === undefined) throw new EvalFault(`no such attribute(s): ${name}`)
    return value
  }
}

function typeIdent(name: string): Compiled | undefined {
  if (!typeNames.has(name)) return undefined
  const value = new TypeValue(name)
  return { type: typeOfType(dyn), step: () => value, constant: value }
}

function undeclared(name: string, { offset, c }: { offset: number; c: Compilation }): Compiled {
  const type = c.fault(offset, `undeclared reference to '${name}' (in container '')`)
  return { type, step: () => null }
}

export function compileSelect(expr: SelectExpr, c: Compilation): Compiled {
  const named = qualifiedName(expr)
  // `google.protobuf.Timestamp` is a name, unless its first part is a variable.
  if (named !== undefined) {
    // Such as `authorizer.requestResource`, a variable of its own.
    const type = c.environment.variables.get(named)
    if (type !== undefined && expr.test !== true) return { type, step: variable(named), attribute: true }
    const root = named.slice(0, named.indexOf('.'))
    if (c.local(root) === undefined && !c.environment.variables.has(root)) {
      const typeValue = typeIdent(named)
      if (typeValue !== undefined) return typeValue
    }
  }
  const operand = c.compile(expr.operand)
  const { field } = expr
  const operandType = substitute(c.mapping, operand.type)
  const type = fieldType(operandType, expr, c)
  // What is no attribute becomes one by being selected from.
  const extra = operand.attribute === true ? 0 : 1
  if (expr.test === true) return { type: bool, step: (frame) => has(operand.step(frame), field) }
  const optional = expr.optional === true
  const step: Step = (frame) => {
    const value = operand.step(frame)
    frame.charge(extra)
    return optional ? found(selectOptional(value, field), frame) : selectFrom(value, field, frame)
  }
  const isOptional = optional || operandType.kind === 'optional'
  return { type: isOptional && type.kind !== 'error' ? optionalOf(type) : type, step, attribute: true }
}

/** What is asked for in case it is there costs nothing when it is not. */
function found(value: CelOptional, frame: Frame): CelOptional {
  if (value.value !== undefined) frame.charge(1)
  return value
}

function selectFrom(value: Value, field: string, frame: Frame): Value {
  if (value instanceof CelOptional) return found(selectOptional(value, field), frame)
  frame.charge(1)
  return select(value, field)
}

function fieldType(operand: CelType, expr: SelectExpr, c: Compilation): CelType {
  switch (operand.kind) {
    case 'optional':
      return fieldType(operand.elem, expr, c)
    case 'map':
      return isAssignable(c.mapping, operand.key, string)
        ? operand.value
        : c.fault(expr.offset, `expected type '${formatType(operand.key)}' but found 'string'`)
    case 'object':
      return operand.field(expr.field)?.type ?? c.fault(expr.offset, `undefined field '${expr.field}'`)
    case 'dyn':
    case 'error':
    case 'param':
      return dyn
    default:
      return c.fault(expr.offset, `type '${formatType(operand)}' does not support field selection`)
  }
}

export function select(value: Value, field: string): Value {
  const found = value instanceof CelOptional ? selectOptional(value, field) : find(value, field)
  if (found === undefined) throw noSuchKey(field)
  return found
}

function find(value: Value, field: string): Value | undefined {
  if (value instanceof CelMap || value instanceof CelObject) return value.get(field)
  throw noSuchOverload()
}

function selectOptional(value: Value, field: string): CelOptional {
  const inner = value instanceof CelOptional ? value.value : value
  if (inner === undefined) return none
  const found = find(inner, field)
  return found === undefined ? none : new CelOptional(found)
}

function has(value: Value, field: string): boolean {
  if (value instanceof CelOptional) return value.value !== undefined && has(value.value, field)
  if (value instanceof CelMap) return value.has(field)
  if (value instanceof CelObject) return value.get(field) !== undefined
  throw noSuchOverload()
}

export function compileIndex(expr: IndexExpr, c: Compilation): Compiled {
  const operand = c.compile(expr.operand)
  const index = c.compile(expr.index)
  const operandType = substitute(c.mapping, operand.type)
  const type = elementType(operandType, { expr, index: index.type, c })
  const extra = operand.attribute === true ? 0 : 1
  // A name that is an index costs as the index, not besides.
  const own = index.attribute === true ? 0 : 1
  const { optional } = expr
  const step: Step = (frame) => {
    const value = operand.step(frame)
    const key = index.step(frame)
    frame.charge(extra)
    if (optional || value instanceof CelOptional) {
      const element = elementOptional(value, key)
      return own === 1 ? found(element, frame) : element
    }
    frame.charge(own)
    return element(value, key)
  }
  const isOptional = optional || operandType.kind === 'optional'
  return { type: isOptional && type.kind !== 'error' ? optionalOf(type) : type, step, attribute: true }
}

interface IndexContext {
  readonly expr: IndexExpr
  readonly index: CelType
  readonly c: Compilation
}

function elementType(operand: CelType, context: IndexContext): CelType {
  const { expr, index, c } = context
  switch (operand.kind) {
    case 'optional':
      return elementType(operand.elem, context)
    case 'list':
      if (isAssignable(c.mapping, int, index)) return operand.elem
      break
    case 'map':
      if (isAssignable(c.mapping, operand.key, index)) return operand.value
      break
    case 'dyn':
    case 'error':
    case 'param':
      return dyn
  }
  const given = [operand, index].map((type) => formatType(substitute(c.mapping, type))).join(', ')
  const name = expr.optional ? '_[?_]' : '_[_]'
  return c.fault(expr.offset, `found no matching overload for '${name}' applied to '(${given})'`)
}

export function element(value: Value, key: Value): Value {
  if (value instanceof CelList) {
    const index = listIndex(key)
    if (index < 0 || index >= value.size) throw new EvalFault(`index out of bounds: ${index}`)
    return value.at(index)
  }
  if (value instanceof CelMap) {
    const found = value.get(key)
    if (found === undefined) throw noSuchKey(key instanceof CelUint ? key.value : key)
    return found
  }
  if (value instanceof CelObject && typeof key === 'string') return select(value, key)
  throw noSuchOverload()
}

function listIndex(key: Value): number {
  const number = key instanceof CelUint ? Number(key.value) : typeof key === 'bigint' ? Number(key) : key
  if (typeof number === 'number' && Number.isInteger(number)) return number
  throw new EvalFault('unsupported index type in list')
}

function elementOptional(value: Value, key: Value): CelOptional {
  const inner = value instanceof CelOptional ? value.value : value
  if (inner === undefined) return none
  if (inner instanceof CelList) {
    const index = listIndex(key)
    return index < 0 || index >= inner.size ? none : new CelOptional(inner.at(index))
  }
  if (inner instanceof CelMap) {
    const found = inner.get(key)
    return found === undefined ? none : new CelOptional(found)
  }
  if (inner instanceof CelObject && typeof key === 'string') return selectOptional(inner, key)
  throw noSuchOverload()
}
