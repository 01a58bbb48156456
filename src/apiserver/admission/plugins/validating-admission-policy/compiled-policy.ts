// A validating admission policy with its expressions compiled, and what it says of one request. Nothing here acts: what
// becomes of a decision is the binding's affair. Upstream: apiserver pkg/admission/plugin/policy/validating/{plugin,validator}.go.
import { compileAdmission } from '../../../../api/admissionregistration/admission-expression.ts'
import type { ValidatingAdmissionPolicy } from '../../../../api/admissionregistration/validating-admission-policy/validating-admission-policy.schema.ts'
import { bool, nullType, string } from '../../../../machinery/cel/cel-type.ts'
import { type Compiled, runtimeCostBudget } from '../../../../machinery/cel/program.ts'
import {
  type ActivationInput,
  type Bindings,
  Budget,
  bindingsOf,
  OutOfBudget,
  run,
} from '../../policy/activation.ts'
import { type CompiledPolicy, compilePolicy } from '../../policy/compiled-policy.ts'
import { matchConditions } from '../../policy/match-conditions.ts'

export interface CompiledValidation {
  readonly expression: string
  readonly compiled: Compiled
  readonly message: string
  readonly messageProgram: Compiled | undefined
  readonly reason: string
}

export interface ValidatingPolicy extends CompiledPolicy {
  readonly validations: readonly CompiledValidation[]
  readonly annotations: readonly { readonly key: string; readonly compiled: Compiled }[]
}

export function compileValidatingPolicy({ spec }: ValidatingAdmissionPolicy): ValidatingPolicy {
  const { validations = [], auditAnnotations = [] } = spec
  const { policy, scope } = compilePolicy(spec)
  const withoutAuthorizer = { ...scope, hasAuthorizer: false }
  return {
    ...policy,
    validations: validations.map(({ expression, message = '', messageExpression = '', reason }) => ({
      expression,
      compiled: compileAdmission(expression, scope, [bool]),
      message: message.trim(),
      messageProgram:
        messageExpression === ''
          ? undefined
          : compileAdmission(messageExpression, withoutAuthorizer, [string]),
      reason: reason ?? 'Invalid',
    })),
    annotations: auditAnnotations.map(({ key, valueExpression }) => ({
      key,
      compiled: compileAdmission(valueExpression.trim(), scope, [string, nullType]),
    })),
  }
}

/** Why the request may not be. */
export interface Denial {
  readonly message: string
  readonly reason: string
  /** Of the validation; 0 for what is no validation's fault. */
  readonly index: number
  /** What went wrong; absent where the expression said no. */
  readonly fault?: string
}

export interface Judgement {
  readonly denials: readonly Denial[]
  readonly annotations: readonly { readonly key: string; readonly value: string }[]
  /** Refuse the request whatever the binding says. */
  readonly annotationFaults: readonly string[]
}

const nothing: Judgement = { denials: [], annotations: [], annotationFaults: [] }

export function judge(policy: ValidatingPolicy, input: ActivationInput): Judgement {
  const match = matchConditions(policy.conditions, input)
  if (match.fault !== undefined) return broken(policy, match.fault)
  if (!match.matches) return nothing
  try {
    const denials = judgeValidations(policy, input)
    return { ...judgeAnnotations(policy, input), denials }
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error
    return broken(policy, error.message)
  }
}

function broken({ failsClosed }: ValidatingPolicy, message: string): Judgement {
  return failsClosed
    ? { ...nothing, denials: [{ message, fault: message, reason: 'Invalid', index: 0 }] }
    : nothing
}

function judgeValidations(policy: ValidatingPolicy, input: ActivationInput): Denial[] {
  const budget = new Budget(runtimeCostBudget)
  const bindings = bindingsOf({ ...input, variables: policy.variables }, budget)
  const denials: Denial[] = []
  const failed: { readonly validation: CompiledValidation; readonly index: number }[] = []
  for (const [index, validation] of policy.validations.entries()) {
    const { value, fault } = outcomeOf(validation.compiled, bindings, budget)
    if (fault !== undefined) {
      if (policy.failsClosed) denials.push({ message: fault, fault, reason: 'Invalid', index })
    } else if (value !== true) failed.push({ validation, index })
  }
  for (const { validation, index } of failed) {
    const message = messageOf(validation, bindings, budget)
    denials.push({ message, reason: validation.reason, index })
  }
  return denials.sort((a, b) => a.index - b.index)
}

function outcomeOf(compiled: Compiled, bindings: Bindings, budget: Budget) {
  if (compiled.program === undefined) {
    return { fault: `compilation error: ${compiled.fault}`, value: undefined }
  }
  return run(compiled.program, bindings, budget)
}

const maxMessageBytes = 5 * 1024

function messageOf(
  { messageProgram, message, expression }: CompiledValidation,
  bindings: Bindings,
  budget: Budget,
): string {
  if (messageProgram !== undefined) {
    const { value } = outcomeOf(messageProgram, bindings, budget)
    const text = typeof value === 'string' ? value.trim() : ''
    if (text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= maxMessageBytes) return text
  }
  return message !== '' ? message : `failed expression: ${expression.trim()}`
}

function judgeAnnotations(
  policy: ValidatingPolicy,
  input: ActivationInput,
): Pick<Judgement, 'annotations' | 'annotationFaults'> {
  if (policy.annotations.length === 0) return nothing
  const budget = new Budget(runtimeCostBudget)
  const bindings = bindingsOf({ ...input, variables: policy.variables }, budget)
  const annotations: { key: string; value: string }[] = []
  const annotationFaults: string[] = []
  for (const { key, compiled } of policy.annotations) {
    const { value, fault } = outcomeOf(compiled, bindings, budget)
    if (fault !== undefined) {
      if (policy.failsClosed) annotationFaults.push(fault)
    } else if (typeof value === 'string' && value.trim() !== '') {
      annotations.push({ key, value: value.trim() })
    }
  }
  return { annotations, annotationFaults }
}
