// Comprehensions and bindings. Each is a loop of its own; what it charges is what upstream's expansion into one general
// loop over an accumulator would (cel-go parser/macro.go): the constants below count its variables, calls and lists. An
// empty list or map costs nothing, nor does a name that `?:` chooses.
import type { BindExpr, Expr, FoldExpr } from './ast.ts'
import { EvalFault, noSuchOverload } from './cel-fault.ts'
import {
  bool,
  type CelType,
  dyn,
  formatType,
  int,
  isAssignable,
  listOf,
  mapOf,
  optionalOf,
  substitute,
} from './cel-type.ts'
import type { Compiled } from './compiled.ts'
import type { Frame, Step } from './frame.ts'
import type { Compilation } from './scope.ts'
import { ArrayList, CelList, CelMap, CelOptional, keyIdentity, none, type Value, ValueMap } from './values.ts'

/** Sets the loop's variables to each element in turn. */
type Walk = (range: Value, frame: Frame, each: () => boolean) => void

export function compileFold(expr: FoldExpr, c: Compilation): Compiled {
  const range = c.compile(expr.range)
  const varTypes = variableTypes(substitute(c.mapping, range.type), { expr, c })
  const locals = expr.vars.map((name, i) => ({ name, type: varTypes[i] ?? dyn }))
  return c.within(locals, (slots) => {
    const filter = expr.filter === undefined ? undefined : c.compile(expr.filter)
    if (filter !== undefined) wantBool(filter, { expr: expr.filter as Expr, c })
    const body = c.compile(expr.body)
    const walk = slots.length === 1 ? walkOne(slots[0] as number) : walkTwo(slots as [number, number])
    const parts: FoldParts = {
      range: range.step,
      walk,
      body: body.step,
      filter: filter?.step,
      slot: slots[0] ?? 0,
    }
    return { type: foldType(expr, { body, varTypes, c }), step: foldStep(expr, parts) }
  })
}

interface FoldParts {
  readonly range: Step
  readonly walk: Walk
  readonly body: Step
  readonly filter: Step | undefined
  readonly slot: number
}

function variableTypes(range: CelType, { expr, c }: { expr: FoldExpr; c: Compilation }): readonly CelType[] {
  const two = expr.vars.length === 2
  switch (range.kind) {
    case 'list':
      return two ? [int, range.elem] : [range.elem]
    case 'map':
      return two ? [range.key, range.value] : [range.key]
    case 'dyn':
    case 'error':
    case 'param':
      return [dyn, dyn]
    default: {
      const text = `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`
      c.fault(expr.range.offset, text)
      return [dyn, dyn]
    }
  }
}

function wantBool(compiled: Compiled, { expr, c }: { expr: Expr; c: Compilation }): void {
  if (isAssignable(c.mapping, bool, compiled.type)) return
  const found = formatType(substitute(c.mapping, compiled.type))
  c.fault(expr.offset, `expected type 'bool' but found '${found}'`)
}

interface FoldTyping {
  readonly body: Compiled
  readonly varTypes: readonly CelType[]
  readonly c: Compilation
}

function foldType(expr: FoldExpr, { body, varTypes, c }: FoldTyping): CelType {
  switch (expr.macro) {
    case 'all':
    case 'exists':
    case 'existsOne':
      wantBool(body, { expr: expr.body, c })
      return bool
    case 'filter':
      wantBool(body, { expr: expr.body, c })
      return listOf(varTypes[0] ?? dyn)
    case 'map':
    case 'transformList':
      return listOf(body.type)
    case 'transformMap':
      return mapOf(varTypes[0] ?? dyn, body.type)
    case 'transformMapEntry':
      return body.type.kind === 'map' ? body.type : mapOf(dyn, dyn)
  }
}

function walkOne(slot: number): Walk {
  return (range, frame, each) => {
    const { slots } = frame
    if (range instanceof CelList) {
      for (let i = 0; i < range.size; i++) {
        slots[slot] = range.at(i)
        if (!each()) return
      }
    } else if (range instanceof CelMap) {
      for (const key of range.keys()) {
        slots[slot] = key
        if (!each()) return
      }
    } else throw noSuchOverload()
  }
}

function walkTwo([first, second]: readonly [number, number]): Walk {
  return (range, frame, each) => {
    const { slots } = frame
    if (range instanceof CelList) {
      for (let i = 0; i < range.size; i++) {
        slots[first] = BigInt(i)
        slots[second] = range.at(i)
        if (!each()) return
      }
    } else if (range instanceof CelMap) {
      for (const key of range.keys()) {
        slots[first] = key
        slots[second] = range.get(key) as Value
        if (!each()) return
      }
    } else throw noSuchOverload()
  }
}

function foldStep(expr: FoldExpr, parts: FoldParts): Step {
  switch (expr.macro) {
    case 'all':
      return quantifier(parts, { decisive: false, condition: 2 })
    case 'exists':
      return quantifier(parts, { decisive: true, condition: 3 })
    case 'existsOne':
      return existsOne(parts)
    case 'filter':
      return filterList(parts)
    case 'map':
    case 'transformList':
      return mapList(parts)
    case 'transformMap':
      return transformMap(parts)
    case 'transformMapEntry':
      return transformMapEntry(parts)
  }
}

/** all() and exists(): a fault counts only when no element decides. */
function quantifier(
  { range, walk, body }: FoldParts,
  { decisive, condition }: { decisive: boolean; condition: number },
): Step {
  return (frame) => {
    let decided = false
    let fault: EvalFault | undefined
    walk(range(frame), frame, () => {
      // Asked before each element, also before the one that is not looked at any more.
      frame.charge(condition)
      if (decided) return false
      frame.charge(1)
      try {
        const value = body(frame)
        if (value === decisive) decided = true
        else if (typeof value !== 'boolean') fault ??= noSuchOverload()
      } catch (error) {
        if (!(error instanceof EvalFault)) throw error
        fault ??= error
      }
      return true
    })
    frame.charge(1)
    if (decided) return decisive
    if (fault !== undefined) throw fault
    return !decisive
  }
}

function isTrue(value: Value): boolean {
  if (typeof value !== 'boolean') throw noSuchOverload()
  return value
}

function existsOne({ range, walk, body }: FoldParts): Step {
  return (frame) => {
    let count = 0
    walk(range(frame), frame, () => {
      const found = isTrue(body(frame))
      if (found) {
        count++
        frame.charge(2)
      }
      return true
    })
    frame.charge(2)
    return count === 1
  }
}

/** The accumulator, a list of one, and the sum. */
const appendCost = 12
/** The accumulator, the key, and the call. */
const insertCost = 3

function filterList({ range, walk, body, slot }: FoldParts): Step {
  return (frame) => {
    const kept: Value[] = []
    walk(range(frame), frame, () => {
      if (isTrue(body(frame))) {
        kept.push(frame.slots[slot] as Value)
        frame.charge(appendCost + 1)
      }
      return true
    })
    frame.charge(1)
    return new ArrayList(kept)
  }
}

function mapList({ range, walk, body, filter }: FoldParts): Step {
  return (frame) => {
    const made: Value[] = []
    walk(range(frame), frame, () => {
      if (filter === undefined || isTrue(filter(frame))) {
        made.push(body(frame))
        frame.charge(appendCost)
      }
      return true
    })
    frame.charge(1)
    return new ArrayList(made)
  }
}

function transformMap({ range, walk, body, filter, slot }: FoldParts): Step {
  return (frame) => {
    const made = new Map<unknown, readonly [Value, Value]>()
    walk(range(frame), frame, () => {
      if (filter === undefined || isTrue(filter(frame))) {
        const key = frame.slots[slot] as Value
        made.set(keyIdentity(key), [key, body(frame)])
        frame.charge(insertCost)
      }
      return true
    })
    frame.charge(1)
    return new ValueMap(made)
  }
}

function transformMapEntry({ range, walk, body, filter }: FoldParts): Step {
  return (frame) => {
    const made = new Map<unknown, readonly [Value, Value]>()
    walk(range(frame), frame, () => {
      if (filter === undefined || isTrue(filter(frame))) {
        insertAll(made, body(frame), frame)
        frame.charge(insertCost - 1)
      }
      return true
    })
    frame.charge(1)
    return new ValueMap(made)
  }
}

function insertAll(made: Map<unknown, readonly [Value, Value]>, entries: Value, frame: Frame): void {
  if (!(entries instanceof CelMap)) throw noSuchOverload()
  for (const key of entries.keys()) {
    frame.work(1)
    const identity = keyIdentity(key)
    if (made.has(identity)) throw new EvalFault(`insert failed: key ${String(identity)} already exists`)
    made.set(identity, [key, entries.get(key) as Value])
  }
}

/** A name for a value that is worked out once. */
export function compileBind(expr: BindExpr, c: Compilation): Compiled {
  const value = c.compile(expr.value)
  const valueType = substitute(c.mapping, value.type)
  const type = expr.macro === 'bind' ? valueType : innerOf(valueType, { expr, c })
  return c.within([{ name: expr.variable, type }], ([slot = 0]) => {
    const body = c.compile(expr.body)
    const run = (bound: Value, frame: Frame): Value => {
      frame.slots[slot] = bound
      return body.step(frame)
    }
    if (expr.macro === 'bind') return { type: body.type, step: (frame) => run(value.step(frame), frame) }
    const flat = expr.macro === 'optFlatMap'
    const step: Step = (frame) => {
      const before = frame.cost
      const optional = value.step(frame)
      const valueCost = frame.cost - before
      if (!(optional instanceof CelOptional)) throw noSuchOverload()
      // hasValue(), then optional.none(), or value() of what upstream works out a second time.
      frame.charge(2)
      if (optional.value === undefined) return none
      frame.charge(valueCost)
      const made = run(optional.value, frame)
      if (flat) return made
      frame.charge(1)
      return new CelOptional(made)
    }
    return { type: flat ? body.type : optionalOf(body.type), step }
  })
}

function innerOf(type: CelType, { expr, c }: { expr: BindExpr; c: Compilation }): CelType {
  if (type.kind === 'optional') return type.elem
  if (type.kind === 'dyn' || type.kind === 'error' || type.kind === 'param') return dyn
  const text = `found no matching overload for '${expr.macro}' applied to '${formatType(type)}.()'`
  return c.fault(expr.offset, text)
}
