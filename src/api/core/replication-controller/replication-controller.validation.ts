// Faults of replication controllers. Upstream: pkg/apis/core/validation/validation.go ValidateReplicationControllerSpec.
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { selectorFromSet } from '../../../machinery/selectors/labels.ts'
import { validateReplicaCounts } from '../../apps/replicas.validation.ts'
import { checkNonNegative } from '../../checks.ts'
import { validatePodTemplateSpec } from '../pod/pod.validation.ts'
import type { ReplicationController, ReplicationControllerSpec } from './replication-controller.schema.ts'

export function validateReplicationController({ spec }: ReplicationController): FieldError[] {
  const faults = checkNonNegative(spec.minReadySeconds, 'spec.minReadySeconds')
  if (Object.keys(spec.selector ?? {}).length === 0) faults.push(required('spec.selector'))
  faults.push(...checkNonNegative(spec.replicas, 'spec.replicas'))
  return [...faults, ...validateTemplate(spec)]
}

function validateTemplate({ template, selector }: ReplicationControllerSpec): FieldError[] {
  const path = 'spec.template'
  if (template === undefined) return [required(path)]
  const faults: FieldError[] = []
  const labels = template.metadata?.labels
  if (!selectorFromSet(selector).matches(labels)) {
    faults.push(
      invalid(`${path}.metadata.labels`, labels ?? null, '`selector` does not match template `labels`'),
    )
  }
  faults.push(...validatePodTemplateSpec(template, path))
  const restartPolicy = template.spec?.restartPolicy
  if (restartPolicy !== 'Always') {
    faults.push(notSupported(`${path}.spec.restartPolicy`, restartPolicy ?? '', ['Always']))
  }
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const text = 'activeDeadlineSeconds in ReplicationController is not Supported'
    faults.push(forbidden(`${path}.spec.activeDeadlineSeconds`, text))
  }
  return faults
}

export function validateReplicationControllerStatusUpdate({ status }: ReplicationController): FieldError[] {
  const counts = [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
  ] as const
  return validateReplicaCounts(status, counts)
}
