// What the parser makes of an expression. Macros are nodes of their own (`fold`, `bind`) instead of upstream's expansion into
// one general comprehension: they run faster, and the cost of each is charged as upstream's expansion would be.

export type Literal = null | boolean | bigint | number | string | Uint8Array | { readonly uint: bigint }

interface At {
  /** Where upstream puts the mark, in code points. */
  readonly offset: number
}

export interface LiteralExpr extends At {
  readonly kind: 'literal'
  readonly value: Literal
}
export interface IdentExpr extends At {
  readonly kind: 'ident'
  readonly name: string
}
export interface SelectExpr extends At {
  readonly kind: 'select'
  readonly operand: Expr
  readonly field: string
  /** `has(a.b)` */
  readonly test?: boolean
  /** `a.?b` */
  readonly optional?: boolean
}
export interface IndexExpr extends At {
  readonly kind: 'index'
  readonly operand: Expr
  readonly index: Expr
  readonly optional: boolean
}
export interface CallExpr extends At {
  readonly kind: 'call'
  readonly name: string
  readonly target?: Expr
  readonly args: readonly Expr[]
}
/** `a && b && c`, or with `||`. */
export interface LogicExpr extends At {
  readonly kind: 'logic'
  readonly op: '&&' | '||'
  readonly terms: readonly Expr[]
}
export interface ConditionalExpr extends At {
  readonly kind: 'conditional'
  readonly test: Expr
  readonly consequent: Expr
  readonly otherwise: Expr
}
export interface ListExpr extends At {
  readonly kind: 'list'
  readonly items: readonly { readonly value: Expr; readonly optional: boolean }[]
}
export interface MapExpr extends At {
  readonly kind: 'map'
  readonly entries: readonly {
    readonly key: Expr
    readonly value: Expr
    readonly optional: boolean
    readonly offset: number
  }[]
}
export interface StructExpr extends At {
  readonly kind: 'struct'
  readonly typeName: string
  readonly entries: readonly {
    readonly field: string
    readonly value: Expr
    readonly optional: boolean
    readonly offset: number
  }[]
}
export type FoldMacro =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'map'
  | 'filter'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry'
export interface FoldExpr extends At {
  readonly kind: 'fold'
  readonly macro: FoldMacro
  readonly range: Expr
  /** One variable, or two: index or key, and value. */
  readonly vars: readonly string[]
  readonly filter?: Expr
  /** The predicate of all, exists, existsOne and filter; what map and the others make. */
  readonly body: Expr
}
/** cel.bind, optMap and optFlatMap: a name for a value. */
export interface BindExpr extends At {
  readonly kind: 'bind'
  readonly macro: 'bind' | 'optMap' | 'optFlatMap'
  readonly variable: string
  readonly value: Expr
  readonly body: Expr
}
export type Expr =
  | LiteralExpr
  | IdentExpr
  | SelectExpr
  | IndexExpr
  | CallExpr
  | LogicExpr
  | ConditionalExpr
  | ListExpr
  | MapExpr
  | StructExpr
  | FoldExpr
  | BindExpr

/** `a.b.c` where the expression is nothing but names. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name
  if (expr.kind !== 'select' || expr.test === true || expr.optional === true) return undefined
  const operand = qualifiedName(expr.operand)
  return operand === undefined ? undefined : `${operand}.${expr.field}`
}
