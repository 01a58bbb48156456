// What comes of policies, by policy and binding. Upstream: apiserver pkg/admission/plugin/policy/{validating,mutating}/metrics.
// Differs: only what policies refuse, warn of, note or change is counted; how long their expressions take is not.
import type { Registry } from 'prom-client'
import Counter from 'prom-client/lib/counter.js'

export type PolicyError = 'no_error' | 'invalid_error' | 'compile_error' | 'out_of_budget'

interface PolicyNames {
  readonly policy: string
  readonly binding: string
  readonly error: PolicyError
}

export interface PolicyMetrics {
  validated(fact: PolicyNames & { readonly action: 'deny' | 'warn' | 'audit' }): void
  mutated(fact: PolicyNames): void
}

export function createPolicyMetrics(registry: Registry): PolicyMetrics {
  const validating = new Counter({
    name: 'apiserver_validating_admission_policy_check_total',
    help: 'Decisions of validating policies by policy, binding, error and what was done about them.',
    labelNames: ['policy', 'policy_binding', 'error_type', 'enforcement_action'],
    registers: [registry],
  })
  const mutating = new Counter({
    name: 'apiserver_mutating_admission_policy_check_total',
    help: 'Mutations of mutating policies by policy, binding and error.',
    labelNames: ['policy', 'policy_binding', 'error_type'],
    registers: [registry],
  })
  return {
    validated: ({ policy, binding, error, action }) =>
      validating.inc({
        policy,
        policy_binding: binding,
        error_type: error,
        enforcement_action: action,
      }),
    mutated: ({ policy, binding, error }) =>
      mutating.inc({ policy, policy_binding: binding, error_type: error }),
  }
}

/** The kind of a fault, by its text. */
export function errorOf(fault: string | undefined): PolicyError {
  if (fault === undefined) return 'no_error'
  if (fault.startsWith('compilation')) return 'compile_error'
  return fault.includes('out of cost budget') ? 'out_of_budget' : 'invalid_error'
}
