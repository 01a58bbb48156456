// Expressions compiled and run: the way in. `compile()` gives a program or what is wrong with the text; `evaluate()` gives a
// value or what went wrong, and never runs longer than its budget. Upstream: apiserver pkg/cel/environment/base.go.
import { adapt } from './adapt.ts'
import type { Expr } from './ast.ts'
import { EvalFault, formatIssues, LimitFault, SyntaxFault } from './cel-fault.ts'
import { type CelType, dyn, formatType, sameType, substitute } from './cel-type.ts'
import { compileExpr } from './compile-expr.ts'
import type { Range } from './cost-range.ts'
import { type CostNode, costTree } from './cost-tree.ts'
import { estimateCost } from './estimate-cost.ts'
import type { SizeOf } from './estimate-parts.ts'
import { Frame, type Step } from './frame.ts'
import { type CelFunction, functionTable } from './function.ts'
import { addresses } from './library/addresses.ts'
import { authorizer } from './library/authorizer.ts'
import { conversions } from './library/conversions.ts'
import { namedFormats } from './library/formats.ts'
import { listOrders } from './library/list-orders.ts'
import { lists, sets } from './library/lists.ts'
import { operators } from './library/operators.ts'
import { optionals } from './library/optionals.ts'
import { quantities } from './library/quantities.ts'
import { regex } from './library/regex.ts'
import { semver } from './library/semver.ts'
import { standard } from './library/standard.ts'
import { strings } from './library/strings.ts'
import { urls } from './library/urls.ts'
import { parse } from './parser.ts'
import { type Checked, Compilation, type StructType } from './scope.ts'
import type { Value } from './values.ts'

/** What one expression may cost. Upstream: apiserver pkg/apis/cel/config.go PerCallLimit. */
export const perCallLimit = 1_000_000
/** What all expressions about one object, or of one policy, may cost. Upstream: RuntimeCELCostBudget. */
export const runtimeCostBudget = 10_000_000
/** Upstream: RuntimeCELCostBudgetMatchConditions. */
export const matchConditionsCostBudget = 2_500_000

const functions = functionTable([
  operators,
  conversions,
  standard,
  strings,
  lists,
  listOrders,
  sets,
  optionals,
  regex,
  urls,
  quantities,
  addresses,
  namedFormats,
  semver,
  authorizer,
])
const extended = new WeakMap<readonly CelFunction[], ReadonlyMap<string, CelFunction>>()

export interface CompileOptions {
  /** Types of the variables that the expression may use; `dyn` where nothing is known. */
  readonly variables: Readonly<Record<string, CelType>> | ReadonlyMap<string, CelType>
  /** More functions: a list that stays the same object. */
  readonly functions?: readonly CelFunction[]
  readonly struct?: (name: string) => StructType | undefined
  /** cel.bind() is there. */
  readonly bindings?: boolean
  /** The expression has to be of exactly one of these types. */
  readonly returns?: readonly CelType[]
  /** How large values may be: then the program says what it may cost at most. */
  readonly sizes?: SizeOf
}

export interface Program {
  readonly expression: string
  readonly type: CelType
  readonly step: Step
  readonly variables: ReadonlyMap<string, CelType>
  /** What it may cost, where sizes were given. */
  readonly estimate?: Range
}

export type Compiled =
  | { readonly program: Program; readonly fault?: undefined }
  /** In upstream's words, such as `compilation failed: ERROR: <input>:1:1: ...`. */
  | { readonly fault: string; readonly program?: undefined }

export function compile(expression: string, options: CompileOptions): Compiled {
  const variables =
    options.variables instanceof Map
      ? (options.variables as ReadonlyMap<string, CelType>)
      : new Map(Object.entries(options.variables))
  const { struct, returns } = options
  const known = options.functions === undefined ? functions : withFunctions(options.functions)
  const checked: Checked | undefined = options.sizes && { types: new Map(), calls: new Map() }
  const c = new Compilation({ functions: known, variables, ...(struct && { struct }) }, compileExpr, checked)
  try {
    const tree = parse(expression, options)
    const { type, step } = c.compile(tree)
    if (c.issues.length === 0) for (const check of c.afterwards) check()
    if (c.issues.length > 0) return { fault: `compilation failed: ${formatIssues(expression, c.issues)}` }
    const found = substitute(c.mapping, type, true)
    if (returns !== undefined && !returns.some((wanted) => fits(wanted, found))) {
      return { fault: returnFault(returns, found) }
    }
    if (c.programFault !== undefined) return { fault: `program instantiation failed: ${c.programFault}` }
    const estimate = options.sizes && checked && estimateCost(treeOf(tree, c, checked), options.sizes)
    return { program: { expression, type: found, step, variables, ...(estimate && { estimate }) } }
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    const issues = [{ offset: error.offset, message: error.message }]
    return { fault: `compilation failed: ${formatIssues(expression, issues)}` }
  }
}

function treeOf(tree: Expr, c: Compilation, { types, calls }: Checked): CostNode {
  return costTree(tree, {
    type: (expr) => {
      const type = types.get(expr)
      return type && substitute(c.mapping, type, true)
    },
    call: (expr) => calls.get(expr),
  })
}

function withFunctions(more: readonly CelFunction[]): ReadonlyMap<string, CelFunction> {
  let table = extended.get(more)
  if (table === undefined) {
    table = functionTable([[...functions.values()], more])
    extended.set(more, table)
  }
  return table
}

/** Exactly: what is only known when it runs (dyn) is no bool. */
function fits(wanted: CelType, found: CelType): boolean {
  return wanted.kind === 'dyn' || sameType(wanted, found)
}

function returnFault(returns: readonly CelType[], found: CelType): string {
  const [only, ...others] = returns.map(valueTypeName)
  const wanted = others.length === 0 ? only : `one of [${[only, ...others].join(' ')}]`
  return `must evaluate to ${wanted} but got ${valueTypeName(found)}`
}

function valueTypeName(type: CelType): string {
  return type.kind === 'null' ? 'null_type' : formatType(type)
}

export interface EvaluateOptions {
  /** 1,000,000 where absent. */
  readonly costLimit?: number
}

export type Evaluated = (
  | { readonly value: Value; readonly fault?: undefined }
  | {
      readonly fault: string
      /** The budget is used up, as opposed to a fault of the values. */
      readonly overLimit: boolean
      readonly value?: undefined
    }
) & { readonly cost: number }

/** Bindings are JSON, or values of expressions; of lazy ones, give functions. What the program does not name is not looked at. */
export function evaluate(
  program: Program,
  bindings: Readonly<Record<string, unknown>>,
  options: EvaluateOptions = {},
): Evaluated {
  const known = new Map<string, Value>()
  const lookup = (name: string): Value | undefined => {
    const before = known.get(name)
    if (before !== undefined) return before
    if (!Object.hasOwn(bindings, name)) return undefined
    const given = bindings[name]
    const raw = typeof given === 'function' ? given() : given
    if (raw === undefined) return undefined
    const value = adapt(raw, program.variables.get(name) ?? dyn)
    known.set(name, value)
    return value
  }
  const frame = new Frame(lookup, options.costLimit ?? perCallLimit)
  try {
    return { value: program.step(frame), cost: frame.cost }
  } catch (error) {
    if (error instanceof EvalFault) return { fault: error.message, overLimit: false, cost: frame.cost }
    if (error instanceof LimitFault) return { fault: error.message, overLimit: true, cost: frame.cost }
    throw error
  }
}
