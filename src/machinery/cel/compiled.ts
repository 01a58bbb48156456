// What compiling a part of an expression gives.
import type { CelType } from './cel-type.ts'
import type { Step } from './frame.ts'
import type { Value } from './values.ts'

export interface Compiled {
  readonly type: CelType
  readonly step: Step
  /** Known before it runs; costs nothing then. */
  readonly constant?: Value
  /** A variable or a part of one: what is selected from it costs no more than the selection. */
  readonly attribute?: boolean
  /** An attribute that `?:` makes of others: it costs nothing itself. */
  readonly chosen?: boolean
}
