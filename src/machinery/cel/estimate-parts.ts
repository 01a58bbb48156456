// What the parts of an estimate tell one another. Upstream: cel-go checker/cost.go AstNode, CallEstimate.
import type { CelType } from './cel-type.ts'
import type { Range } from './cost-range.ts'
import type { CallNode, CostNode, Form } from './cost-tree.ts'

/** How large the value at a path is: a variable, then names of fields, `@items`, `@keys`, `@values`, `@indices`. */
export type SizeOf = (path: readonly string[], type: CelType) => Range | undefined

/** An argument of a call. */
export interface Sized {
  readonly node: CostNode
  readonly path: readonly string[] | undefined
  /** What is known of its size without asking for the path. */
  readonly computed: Range | undefined
}

export interface CallParts {
  readonly node: CallNode
  readonly form: Form
  readonly target: Sized | undefined
  readonly args: readonly Sized[]
  readonly argCosts: readonly Range[]
}

export interface CallEstimate {
  readonly cost: Range
  /** Of the result. */
  readonly size?: Range | undefined
}

/** What calls ask of the estimate that they are part of. */
export interface Surroundings {
  readonly sizeOf: SizeOf
  /** The node holds what both of the others hold. */
  joinEntries(node: CostNode, a: CostNode, b: CostNode): void
}
