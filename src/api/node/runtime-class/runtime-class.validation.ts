// Faults of runtime classes. Upstream: pkg/apis/node/validation/validation.go.
import { duplicate, type FieldError } from '../../../machinery/field-error.ts'
import { validateLabels } from '../../../machinery/selectors/labels.ts'
import { checkDNSLabel, checkImmutable } from '../../checks.ts'
import { validateContainerResources } from '../../core/pod/pod-resources.validation.ts'
import { validateTolerations } from '../../core/pod/pod-scheduling.validation.ts'
import type { RuntimeClass } from './runtime-class.schema.ts'

export function validateRuntimeClass({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  const faults = checkDNSLabel(handler, 'handler')
  if (overhead?.podFixed !== undefined) {
    faults.push(...validateContainerResources({ limits: overhead.podFixed }, new Set(), 'overhead'))
  }
  const tolerations = scheduling?.tolerations ?? []
  faults.push(...validateLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector'))
  faults.push(...validateTolerations(tolerations, 'scheduling.tolerations'))
  const seen = new Set<string>()
  for (const [index, toleration] of tolerations.entries()) {
    const { key, operator, value, effect } = toleration
    const listKey = JSON.stringify([key, operator, value, effect])
    if (seen.has(listKey)) faults.push(duplicate(`scheduling.tolerations[${index}]`, toleration))
    seen.add(listKey)
  }
  return faults
}

export function validateRuntimeClassUpdate(next: RuntimeClass, old: RuntimeClass): FieldError[] {
  return checkImmutable(next.handler, old.handler, 'handler')
}
