// What a step gives that names no variable: worked out once, when the expression is compiled.
// Upstream: cel-go interpreter/decorators.go decOptimize.
import { EvalFault } from './cel-fault.ts'
import { Frame, type Step } from './frame.ts'
import type { Compilation } from './scope.ts'
import type { Value } from './values.ts'

/** A fault is one of the program. */
export function constantOf(step: Step, c: Compilation): Value | undefined {
  try {
    return step(new Frame(() => undefined, Number.POSITIVE_INFINITY))
  } catch (error) {
    if (!(error instanceof EvalFault)) throw error
    c.programFault ??= error.message
    return undefined
  }
}
