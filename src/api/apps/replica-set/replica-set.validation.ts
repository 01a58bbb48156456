// Faults of replica sets. Upstream: pkg/apis/apps/validation/validation.go ValidateReplicaSetSpec.
import type { FieldError } from '../../../machinery/field-error.ts'
import { checkImmutable, checkNonNegative } from '../../checks.ts'
import { validateReplicaCounts } from '../replicas.validation.ts'
import { validateWorkload } from '../template.validation.ts'
import type { ReplicaSet } from './replica-set.schema.ts'

export function validateReplicaSet({ spec }: ReplicaSet): FieldError[] {
  return [
    ...checkNonNegative(spec.replicas, 'spec.replicas'),
    ...checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateWorkload(spec, { inSelector: 'deployment', inTemplate: 'ReplicaSet' }),
  ]
}

export function validateReplicaSetUpdate(next: ReplicaSet, old: ReplicaSet): FieldError[] {
  return checkImmutable(next.spec.selector, old.spec.selector, 'spec.selector')
}

export function validateReplicaSetStatusUpdate({ status }: ReplicaSet): FieldError[] {
  return validateReplicaCounts(status, [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
  ])
}
