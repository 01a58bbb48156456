// What compiled policies of both kinds have.
import {
  type AdmissionScope,
  type CompiledVariable,
  compileVariables,
  PolicyVariables,
} from '../../../api/admissionregistration/admission-expression.ts'
import type { MatchCondition, ParamKind, Variable } from '../../../api/admissionregistration/shared.schema.ts'
import { type Condition, compileConditions } from './match-conditions.ts'
import { compileMatcher, type Matcher } from './policy-matching.ts'

export interface CompiledPolicy {
  readonly matcher: Matcher
  readonly paramKind: ParamKind | undefined
  /** Whether a fault refuses the request. */
  readonly failsClosed: boolean
  readonly conditions: readonly Condition[]
  readonly variables: readonly CompiledVariable[]
}

interface PolicySpec {
  readonly matchConstraints?: Parameters<typeof compileMatcher>[0]
  readonly paramKind?: ParamKind | undefined
  readonly failurePolicy?: string | undefined
  readonly matchConditions?: readonly MatchCondition[] | undefined
  readonly variables?: readonly Variable[] | undefined
}

/** With the scope that the policy's own expressions are compiled in. */
export function compilePolicy(spec: PolicySpec): {
  readonly policy: CompiledPolicy
  readonly scope: AdmissionScope
} {
  const { matchConstraints, paramKind, failurePolicy, matchConditions, variables: given = [] } = spec
  const hasParams = paramKind !== undefined
  const known = new PolicyVariables()
  const scope = { hasParams, hasAuthorizer: true, ...(given.length > 0 && { variables: known }) }
  const policy = {
    matcher: compileMatcher(matchConstraints),
    paramKind,
    failsClosed: failurePolicy !== 'Ignore',
    conditions: compileConditions(matchConditions, { hasParams }),
    variables: compileVariables(given, { ...scope, variables: known }),
  }
  return { policy, scope }
}
