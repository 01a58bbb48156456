// Faults of leases. Upstream: pkg/apis/coordination/validation/validation.go.
import { type FieldError, forbidden, invalid } from '../../../machinery/field-error.ts'
import { checkNonNegative } from '../../checks.ts'
import { validateLeaseStrategy } from '../lease-strategy.validation.ts'
import type { Lease } from './lease.schema.ts'

export function validateLease({ spec }: Lease): FieldError[] {
  const { leaseDurationSeconds: seconds, strategy, preferredHolder } = spec
  const tooShort = seconds !== undefined && seconds <= 0
  const faults = tooShort ? [invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0')] : []
  faults.push(...checkNonNegative(spec.leaseTransitions, 'spec.leaseTransitions'))
  if (strategy !== undefined) faults.push(...validateLeaseStrategy(strategy, 'spec.strategy'))
  if (!preferredHolder || strategy) return faults
  const text = 'may only be specified if `strategy` is defined'
  return [...faults, forbidden('spec.preferredHolder', text)]
}
