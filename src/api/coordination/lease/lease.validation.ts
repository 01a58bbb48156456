// Faults of leases. Upstream: pkg/apis/coordination/validation/validation.go.
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { checkNonNegative } from '../../checks.ts'
import type { Lease } from './lease.schema.ts'

export function validateLease({ spec }: Lease): FieldError[] {
  const seconds = spec.leaseDurationSeconds
  const tooShort = seconds !== undefined && seconds <= 0
  return [
    ...(tooShort ? [invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0')] : []),
    ...checkNonNegative(spec.leaseTransitions, 'spec.leaseTransitions'),
  ]
}
