// Faults of deployments. Upstream: pkg/apis/apps/validation/validation.go ValidateDeploymentSpec.
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { checkImmutable, checkNonNegative } from '../../checks.ts'
import { checkAtMostAll, checkIntOrPercent, isNothing } from '../int-or-percent.ts'
import { checkNotDecremented, validateReplicaCounts } from '../replicas.validation.ts'
import { validateWorkload } from '../template.validation.ts'
import type { Deployment, DeploymentSpec, RollingUpdateDeployment } from './deployment.schema.ts'

export function validateDeployment({ spec }: Deployment): FieldError[] {
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec
  const faults = [
    ...checkNonNegative(spec.replicas, 'spec.replicas'),
    ...validateWorkload(spec, { inSelector: 'deployment', inTemplate: 'ReplicaSet' }),
    ...validateStrategy(spec),
    ...checkNonNegative(minReadySeconds, 'spec.minReadySeconds'),
    ...checkNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...checkNonNegative(deadline, 'spec.progressDeadlineSeconds'),
  ]
  if (deadline === undefined || deadline > minReadySeconds) return faults
  return [
    ...faults,
    invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'),
  ]
}

function validateStrategy({ strategy }: DeploymentSpec): FieldError[] {
  const path = 'spec.strategy'
  const { type = '', rollingUpdate } = strategy ?? {}
  switch (type) {
    case 'Recreate':
      if (rollingUpdate === undefined) return []
      return [forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
    case 'RollingUpdate':
      if (rollingUpdate !== undefined) return validateRollingUpdate(rollingUpdate, `${path}.rollingUpdate`)
      return [required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil')]
    default:
      return [notSupported(path, strategy ?? null, ['Recreate', 'RollingUpdate'])]
  }
}

function validateRollingUpdate(update: RollingUpdateDeployment, path: string): FieldError[] {
  const { maxUnavailable, maxSurge } = update
  const faults = [
    ...checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...checkIntOrPercent(maxSurge, `${path}.maxSurge`),
  ]
  if (isNothing(maxUnavailable) && isNothing(maxSurge)) {
    faults.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'))
  }
  return [...faults, ...checkAtMostAll(maxUnavailable, `${path}.maxUnavailable`)]
}

export function validateDeploymentUpdate(next: Deployment, old: Deployment): FieldError[] {
  return checkImmutable(next.spec.selector, old.spec.selector, 'spec.selector')
}

export function validateDeploymentStatusUpdate(next: Deployment, old: Deployment): FieldError[] {
  return [
    ...validateReplicaCounts(next.status, [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'collisionCount',
    ]),
    ...checkNotDecremented(next.status?.collisionCount, old.status?.collisionCount, 'status.collisionCount'),
  ]
}
