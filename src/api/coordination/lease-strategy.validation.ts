// Faults of the strategy by which the holder of a lease is chosen.
// Upstream: pkg/apis/coordination/validation/validation.go ValidateCoordinatedLeaseStrategy.
import { type FieldError, notSupported } from '../../machinery/field-error.ts'
import { checkQualifiedName } from '../checks.ts'

export const oldestVersion = 'OldestEmulationVersion'

/** `path` is that of the strategy itself; faults lie below it, by an oversight upstream. */
export function validateLeaseStrategy(strategy: string, path: string): FieldError[] {
  const field = `${path}.strategy`
  if (strategy.includes('/')) return checkQualifiedName(strategy, field)
  return strategy === oldestVersion ? [] : [notSupported(field, strategy, [oldestVersion])]
}
