// Faults of runtime classes. Upstream: pkg/apis/node/validation/validation.go.
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { validateLabels } from '../../../machinery/selectors/labels.ts'
import { checkDNSLabel, checkImmutable } from '../../checks.ts'
import { tolerationKey } from '../../core/pod/pod.tolerations.ts'
import { validateContainerResources } from '../../core/pod/pod-resources.validation.ts'
import { validateTolerations } from '../../core/pod/pod-scheduling.validation.ts'
import type { RuntimeClass } from './runtime-class.schema.ts'

export function validateRuntimeClass({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  const faults = checkDNSLabel(handler, 'handler')
  if (overhead?.podFixed !== undefined) {
    faults.push(...validateContainerResources({ limits: overhead.podFixed }, new Set(), 'overhead.podFixed'))
  }
  const tolerations = scheduling?.tolerations ?? []
  faults.push(...validateLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector'))
  faults.push(...validateTolerations(tolerations, 'scheduling.tolerations'))
  const seen = new Set<string>()
  for (const [index, toleration] of tolerations.entries()) {
    const key = tolerationKey(toleration)
    if (seen.has(key))
      faults.push(invalid(`scheduling.tolerations[${index}]`, toleration, 'tolerations must be unique'))
    seen.add(key)
  }
  return faults
}

export function validateRuntimeClassUpdate(next: RuntimeClass, old: RuntimeClass): FieldError[] {
  return checkImmutable(next.handler, old.handler, 'handler')
}
