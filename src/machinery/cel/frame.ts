// One run of an expression: its variables, and what it has spent. Two budgets: upstream's cost, which is part of the API, and
// work that upstream's cost leaves out (such as comparing two large trees), which holds a run to a fraction of a second.
import { LimitFault } from './cel-fault.ts'
import type { Value } from './values.ts'

/** Differs: a run also ends after this many steps inside functions that upstream charges next to nothing for. */
const maxWork = 5_000_000

export class Frame {
  /** Variables of comprehensions and bindings, by their depth. */
  readonly slots: Value[] = []
  readonly lookup: (name: string) => Value | undefined
  readonly #limit: number
  #cost = 0
  #work = 0

  constructor(lookup: (name: string) => Value | undefined, limit: number) {
    this.lookup = lookup
    this.#limit = limit
  }

  get cost(): number {
    return this.#cost
  }

  charge(cost: number): void {
    this.#cost += cost
    if (this.#cost > this.#limit) throw new LimitFault()
  }

  /** Steps that cost nothing upstream. */
  work(steps: number): void {
    this.#work += steps
    if (this.#work > maxWork) throw new LimitFault()
  }
}

/** A compiled expression. */
export type Step = (frame: Frame) => Value
