// A checked expression in the form in which its cost is estimated: macros are expanded into general loops over an
// accumulator as upstream's parser expands them, so that the estimate comes out the same.
// Upstream: cel-go parser/macro.go, ext/comprehensions.go, cel/macro.go, cel/library.go (optional types).
import { type BindExpr, type Expr, type FoldExpr, type Literal, qualifiedName } from './ast.ts'
import { bool, type CelType, dyn, int, listOf, mapOf, optionalOf, string } from './cel-type.ts'
import type { Overload } from './function.ts'

interface Typed {
  readonly type: CelType
}
export interface LiteralNode extends Typed {
  readonly kind: 'literal'
  readonly value: Literal
}
export interface IdentNode extends Typed {
  readonly kind: 'ident'
  readonly name: string
}
export interface SelectNode extends Typed {
  readonly kind: 'select'
  readonly operand: CostNode
  readonly field: string
  readonly test: boolean
}
export interface CallNode extends Typed {
  readonly kind: 'call'
  readonly name: string
  /** Which of a function's forms may be meant, as far as their costs differ. */
  readonly forms: readonly Form[]
  readonly target: CostNode | undefined
  readonly args: readonly CostNode[]
}
export interface GroupNode extends Typed {
  readonly kind: 'list' | 'map' | 'struct'
  /** Of maps, keys and values in turn. */
  readonly items: readonly CostNode[]
}
export interface LoopNode extends Typed {
  readonly kind: 'loop'
  readonly range: CostNode
  readonly vars: readonly string[]
  readonly accumulator: string
  readonly initial: CostNode
  readonly condition: CostNode
  readonly step: CostNode
  readonly result: CostNode
}
/** A loop that runs never: a name for a value. */
export interface BindNode extends Typed {
  readonly kind: 'bind'
  readonly variable: string
  readonly range: CostNode
  readonly value: CostNode
  readonly result: CostNode
}
export type CostNode = LiteralNode | IdentNode | SelectNode | CallNode | GroupNode | LoopNode | BindNode

export type Form =
  | 'addList'
  | 'addText'
  | 'bytesToString'
  | 'cidrIP'
  | 'compareText'
  | 'conditional'
  | 'contains'
  | 'containsText'
  | 'equals'
  | 'format'
  | 'inList'
  | 'indexList'
  | 'indexMap'
  | 'logical'
  | 'matches'
  | 'other'
  | 'quote'
  | 'startsWith'
  | 'stringToBytes'

/** What checking found out. Types have their parameters replaced. */
export interface CheckedTree {
  type(expr: Expr): CelType | undefined
  call(expr: Expr): { readonly name: string; readonly overloads: readonly Overload[] } | undefined
}

/** No name that an expression can have. */
export const accumulatorName = '@result'

export function costTree(expr: Expr, tree: CheckedTree): CostNode {
  const type = tree.type(expr) ?? dyn
  const lower = (part: Expr): CostNode => costTree(part, tree)
  switch (expr.kind) {
    case 'literal':
      return { kind: 'literal', value: expr.value, type }
    case 'ident':
      return { kind: 'ident', name: expr.name.replace(/^\./, ''), type }
    case 'select': {
      // Nobody compiled the operand: the whole is one name.
      const name = tree.type(expr.operand) === undefined ? qualifiedName(expr) : undefined
      if (name !== undefined) return { kind: 'ident', name, type }
      const operand = lower(expr.operand)
      if (expr.optional === true) return call('_?._', [operand, textOf(expr.field)], { type })
      return { kind: 'select', operand, field: expr.field, test: expr.test === true, type }
    }
    case 'index':
      return call(expr.optional ? '_[?_]' : '_[_]', [lower(expr.operand), lower(expr.index)], {
        type,
        forms: expr.optional ? ['other'] : indexForms(tree.type(expr.operand) ?? dyn),
      })
    case 'call':
      return callNode(expr, { tree, type, lower })
    case 'logic':
      return balanced(`_${expr.op}_`, expr.terms.map(lower))
    case 'conditional':
      return choose(lower(expr.test), lower(expr.consequent), lower(expr.otherwise), type)
    case 'list':
      return { kind: 'list', items: expr.items.map(({ value }) => lower(value)), type }
    case 'map':
      return {
        kind: 'map',
        items: expr.entries.flatMap(({ key, value }) => [lower(key), lower(value)]),
        type,
      }
    case 'struct':
      return { kind: 'struct', items: expr.entries.map(({ value }) => lower(value)), type }
    case 'fold':
      return foldNode(expr, lower)
    case 'bind':
      return bindNode(expr, { lower, type })
  }
}

/** Terms in a row become a tree of little depth. Upstream: parser/helper.go balancer. */
function balanced(op: string, terms: readonly CostNode[]): CostNode {
  const between = (first: number, last: number): CostNode => {
    const middle = (first + last + 1) >> 1
    const left = middle === first ? terms[middle] : between(first, middle - 1)
    const right = middle === last ? terms[middle + 1] : between(middle + 1, last)
    const sides = [left, right].filter((side) => side !== undefined)
    return call(op, sides, { type: bool, forms: ['logical'] })
  }
  const [only] = terms
  return terms.length === 1 && only !== undefined ? only : between(0, terms.length - 2)
}

interface Lowering {
  readonly tree: CheckedTree
  readonly type: CelType
  readonly lower: (part: Expr) => CostNode
}

function callNode(expr: Expr & { readonly kind: 'call' }, { tree, type, lower }: Lowering): CostNode {
  const { name = expr.name, overloads = [] } = tree.call(expr) ?? {}
  const member = overloads.some((overload) => overload.member)
  const target = member && expr.target !== undefined ? lower(expr.target) : undefined
  const forms = [...new Set(overloads.map((overload) => formOf(name, overload)))]
  return { kind: 'call', name, forms, target, args: expr.args.map(lower), type }
}

const byName: ReadonlyMap<string, Form> = new Map([
  ['_==_', 'equals'],
  ['_!=_', 'equals'],
  ['contains', 'contains'],
  ['startsWith', 'startsWith'],
  ['endsWith', 'startsWith'],
  ['strings.quote', 'quote'],
  ['format', 'format'],
])
const relations: ReadonlySet<string> = new Set(['_<_', '_<=_', '_>_', '_>=_'])

function formOf(name: string, { params, member }: Overload): Form {
  const [first, second] = params.map(({ kind }) => kind)
  const isText = first === 'string' || first === 'bytes'
  if (relations.has(name)) return isText ? 'compareText' : 'other'
  switch (name) {
    case '@in':
      return second === 'list' ? 'inList' : 'other'
    case '_+_':
      return isText ? 'addText' : first === 'list' ? 'addList' : 'other'
    case 'matches':
      return member ? 'matches' : 'other'
    case 'bytes':
      return first === 'string' ? 'stringToBytes' : 'other'
    case 'string':
      return first === 'bytes' ? 'bytesToString' : 'other'
    case 'ip':
      return member ? 'cidrIP' : 'other'
    case 'containsIP':
    case 'containsCIDR':
      return second === 'string' ? 'containsText' : 'other'
    default:
      return byName.get(name) ?? 'other'
  }
}

function indexForms({ kind }: CelType): readonly Form[] {
  if (kind === 'list') return ['indexList']
  if (kind === 'map') return ['indexMap']
  return kind === 'dyn' || kind === 'param' ? ['indexList', 'indexMap'] : ['other']
}

interface CallShape {
  readonly type: CelType
  readonly forms?: readonly Form[]
  readonly target?: CostNode
}

function call(
  name: string,
  args: readonly CostNode[],
  { type, forms = ['other'], target }: CallShape,
): CallNode {
  return { kind: 'call', name, args, forms, target, type }
}

const textOf = (value: string): CostNode => ({ kind: 'literal', value, type: string })
const literal = (value: boolean | bigint): CostNode => ({
  kind: 'literal',
  value,
  type: typeof value === 'boolean' ? bool : int,
})

function choose(...[test, yes, no, type]: readonly [CostNode, CostNode, CostNode, CelType]): CallNode {
  return call('_?_:_', [test, yes, no], { type, forms: ['conditional'] })
}

type LoopParts = Pick<LoopNode, 'initial' | 'condition' | 'step' | 'result' | 'type'>

function foldNode(expr: FoldExpr, lower: (part: Expr) => CostNode): LoopNode {
  const range = lower(expr.range)
  const body = lower(expr.body)
  const filter = expr.filter === undefined ? undefined : lower(expr.filter)
  const parts = loopParts(expr, { range, body, filter })
  return { kind: 'loop', range, vars: expr.vars, accumulator: accumulatorName, ...parts }
}

interface Bodies {
  readonly range: CostNode
  readonly body: CostNode
  readonly filter: CostNode | undefined
}

function loopParts(expr: FoldExpr, { range, body, filter }: Bodies): LoopParts {
  const accu = (type: CelType): CostNode => ({ kind: 'ident', name: accumulatorName, type })
  const whileNot = (test: CostNode): CostNode => call('@not_strictly_false', [test], { type: bool })
  const logical = (op: string): CostNode => call(op, [accu(bool), body], { type: bool, forms: ['logical'] })
  const always = literal(true)
  switch (expr.macro) {
    case 'all': {
      const step = logical('_&&_')
      return { initial: always, condition: whileNot(accu(bool)), step, result: accu(bool), type: bool }
    }
    case 'exists': {
      const condition = whileNot(call('!_', [accu(bool)], { type: bool }))
      return { initial: literal(false), condition, step: logical('_||_'), result: accu(bool), type: bool }
    }
    case 'existsOne': {
      const more = call('_+_', [accu(int), literal(1n)], { type: int })
      const result = call('_==_', [accu(int), literal(1n)], { type: bool, forms: ['equals'] })
      const step = choose(body, more, accu(int), int)
      return { initial: literal(0n), condition: always, step, result, type: bool }
    }
    case 'filter': {
      const item: CostNode = { kind: 'ident', name: expr.vars[0] ?? '', type: variableType(range.type) }
      return listLoop(item, body)
    }
    case 'map':
    case 'transformList':
      return listLoop(body, filter)
    case 'transformMap': {
      const key: CostNode = { kind: 'ident', name: expr.vars[0] ?? '', type: keyType(range.type) }
      return mapLoop([key, body], filter, mapOf(key.type, body.type))
    }
    case 'transformMapEntry':
      return mapLoop([body], filter, body.type)
  }
}

const variableType = (range: CelType): CelType =>
  range.kind === 'list' ? range.elem : range.kind === 'map' ? range.key : dyn
const keyType = (range: CelType): CelType =>
  range.kind === 'list' ? int : range.kind === 'map' ? range.key : dyn

function listLoop(item: CostNode, filter: CostNode | undefined): LoopParts {
  const type = listOf(item.type)
  const accu = (): CostNode => ({ kind: 'ident', name: accumulatorName, type })
  const single: CostNode = { kind: 'list', items: [item], type }
  const longer = call('_+_', [accu(), single], { type, forms: ['addList'] })
  const step = filter === undefined ? longer : choose(filter, longer, accu(), type)
  return { initial: { kind: 'list', items: [], type }, condition: literal(true), step, result: accu(), type }
}

function mapLoop(args: readonly CostNode[], filter: CostNode | undefined, type: CelType): LoopParts {
  const accu = (): CostNode => ({ kind: 'ident', name: accumulatorName, type })
  const larger = call('cel.@mapInsert', [accu(), ...args], { type })
  const step = filter === undefined ? larger : choose(filter, larger, accu(), type)
  return { initial: { kind: 'map', items: [], type }, condition: literal(true), step, result: accu(), type }
}

function bindNode(
  expr: BindExpr,
  { lower, type }: { readonly lower: (part: Expr) => CostNode; readonly type: CelType },
): CostNode {
  const range: CostNode = { kind: 'list', items: [], type: listOf(dyn) }
  const result = lower(expr.body)
  const bind = (value: CostNode): BindNode => {
    return { kind: 'bind', variable: expr.variable, range, value, result, type: result.type }
  }
  if (expr.macro === 'bind') return bind(lower(expr.value))
  const target = lower(expr.value)
  const inner = target.type.kind === 'optional' ? target.type.elem : dyn
  // Upstream repeats the whole target; the same node says so in less room.
  const made = bind(call('value', [], { type: inner, target }))
  return choose(
    call('hasValue', [], { type: bool, target }),
    expr.macro === 'optMap' ? call('optional.of', [made], { type: optionalOf(made.type) }) : made,
    call('optional.none', [], { type: optionalOf(dyn) }),
    type,
  )
}
