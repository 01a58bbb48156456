// The match conditions of a policy or webhook: all of them have to hold. One that is false decides, whatever the others are.
// Upstream: apiserver pkg/admission/plugin/webhook/matchconditions/matcher.go.
import { compileAdmission } from '../../../api/admissionregistration/admission-expression.ts'
import { bool } from '../../../machinery/cel/cel-type.ts'
import { type Compiled, matchConditionsCostBudget } from '../../../machinery/cel/program.ts'
import { type ActivationInput, Budget, bindingsOf, OutOfBudget, run } from './activation.ts'

export interface Condition {
  readonly name: string
  readonly compiled: Compiled
}

/** A policy's parameters are there for its conditions too. */
export function compileConditions(
  given: readonly { readonly name: string; readonly expression: string }[] | undefined,
  options: { readonly hasParams: boolean },
): readonly Condition[] {
  const scope = { hasParams: options.hasParams, hasAuthorizer: true }
  return (given ?? []).map(({ name, expression }) => ({
    name,
    compiled: compileAdmission(expression.trim(), scope, [bool]),
  }))
}

export type Match =
  | { readonly matches: boolean; readonly fault?: undefined }
  /** It cannot be said: the failure policy decides. */
  | { readonly fault: string; readonly matches?: undefined }

export function matchConditions(
  conditions: readonly Condition[],
  input: Omit<ActivationInput, 'variables'>,
): Match {
  if (conditions.length === 0) return { matches: true }
  const budget = new Budget(matchConditionsCostBudget)
  const bindings = bindingsOf(input, budget)
  const faults: string[] = []
  for (const { compiled } of conditions) {
    if (compiled.program === undefined) {
      faults.push(`compilation error: ${compiled.fault}`)
      continue
    }
    try {
      const { value, fault } = run(compiled.program, bindings, budget)
      if (fault !== undefined) faults.push(fault)
      else if (value !== true) return { matches: false }
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error
      return { fault: error.message }
    }
  }
  if (faults.length === 0) return { matches: true }
  return { fault: faults.length === 1 ? (faults[0] as string) : `[${faults.join(', ')}]` }
}
