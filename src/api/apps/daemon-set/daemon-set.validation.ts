// Faults of daemon sets. Upstream: pkg/apis/apps/validation/validation.go ValidateDaemonSetSpec.
import { type FieldError, invalid, notSupported, required } from '../../../machinery/field-error.ts'
import { checkImmutable, checkNonNegative } from '../../checks.ts'
import { checkAtMostAll, checkIntOrPercent, isNothing } from '../int-or-percent.ts'
import { checkNotDecremented } from '../replicas.validation.ts'
import { validateWorkload } from '../template.validation.ts'
import type { DaemonSet, DaemonSetSpec, RollingUpdateDaemonSet } from './daemon-set.schema.ts'

export function validateDaemonSet({ spec }: DaemonSet): FieldError[] {
  return [
    ...validateWorkload(spec, { inSelector: 'daemonset', inTemplate: 'DaemonSet' }),
    ...checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateStrategy(spec),
    ...checkNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ]
}

function validateStrategy({ updateStrategy }: DaemonSetSpec): FieldError[] {
  const path = 'spec.updateStrategy'
  const { type = '', rollingUpdate } = updateStrategy ?? {}
  if (type === 'OnDelete') return []
  if (type !== 'RollingUpdate')
    return [notSupported(path, updateStrategy ?? null, ['RollingUpdate', 'OnDelete'])]
  if (rollingUpdate === undefined) return [required(`${path}.rollingUpdate`)]
  return validateRollingUpdate(rollingUpdate, `${path}.rollingUpdate`)
}

/** Pods are replaced either before or after the old ones go, never both. */
function validateRollingUpdate(
  { maxUnavailable, maxSurge }: RollingUpdateDaemonSet,
  path: string,
): FieldError[] {
  const faults = [
    ...checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...checkIntOrPercent(maxSurge, `${path}.maxSurge`),
    ...checkAtMostAll(maxUnavailable, `${path}.maxUnavailable`),
    ...checkAtMostAll(maxSurge, `${path}.maxSurge`),
  ]
  const [unavailable, surge] = [!isNothing(maxUnavailable), !isNothing(maxSurge)]
  if (unavailable && surge) {
    faults.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'))
  }
  if (!unavailable && !surge) {
    faults.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'))
  }
  return faults
}

export function validateDaemonSetUpdate(next: DaemonSet, old: DaemonSet): FieldError[] {
  return checkImmutable(next.spec.selector, old.spec.selector, 'spec.selector')
}

const counts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const

export function validateDaemonSetStatusUpdate(next: DaemonSet, old: DaemonSet): FieldError[] {
  return [
    ...counts.flatMap((field) => checkNonNegative(next.status?.[field], `status.${field}`)),
    ...checkNotDecremented(next.status?.collisionCount, old.status?.collisionCount, 'status.collisionCount'),
  ]
}
