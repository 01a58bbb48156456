// Faults of replication controllers. Upstream: pkg/apis/core/validation/validation.go ValidateReplicationControllerSpec.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { selectorFromSet } from '../../../machinery/selectors/labels.ts'
import { validateReplicaCounts } from '../../apps/replicas.validation.ts'
import { validateLastingTemplate } from '../../apps/template.validation.ts'
import { checkNonNegative } from '../../checks.ts'
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
  return [...faults, ...validateLastingTemplate(template, path, 'ReplicationController')]
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
