// Faults that workloads share: a selector that selects what the template makes, pods that run for ever.
// Upstream: pkg/apis/apps/validation/validation.go ValidatePodTemplateSpecForReplicaSet.
import { type FieldError, forbidden, invalid, notSupported, required } from '../../machinery/field-error.ts'
import {
  compileLabelSelector,
  type LabelSelector,
  SelectorError,
  validateLabelSelector,
} from '../../machinery/selectors/labels.ts'
import { validatePodTemplateSpec } from '../core/pod/pod.validation.ts'
import type { PodTemplateSpec } from '../core/shared.schema.ts'

export interface Workload {
  readonly selector?: LabelSelector | undefined
  readonly template?: PodTemplateSpec | undefined
}

/** How messages call the workload; upstream's do not always call it by its name. */
export interface WorkloadNames {
  readonly inSelector: string
  readonly inTemplate: string
}

export function validateWorkload(spec: Workload, names: WorkloadNames): FieldError[] {
  return [...validateSelector(spec.selector, names.inSelector), ...validateTemplate(spec, names.inTemplate)]
}

function validateSelector(selector: LabelSelector | undefined, kind: string): FieldError[] {
  if (selector === undefined) return [required('spec.selector')]
  const faults = validateLabelSelector(selector, 'spec.selector')
  const { matchLabels = {}, matchExpressions = [] } = selector
  if (Object.keys(matchLabels).length > 0 || matchExpressions.length > 0) return faults
  return [...faults, invalid('spec.selector', selector, `empty selector is invalid for ${kind}`)]
}

function validateTemplate({ selector, template = {} }: Workload, kind: string): FieldError[] {
  const path = 'spec.template'
  const faults: FieldError[] = []
  if (selector !== undefined && selects(selector, template) === false) {
    const labels = template.metadata?.labels ?? null
    faults.push(invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'))
  }
  return [...faults, ...validateLastingTemplate(template, path, kind)]
}

/** Of pods that are to run for as long as there is what made them. */
export function validateLastingTemplate(template: PodTemplateSpec, path: string, kind: string): FieldError[] {
  const faults = [...validatePodTemplateSpec(template, path)]
  const restartPolicy = template.spec?.restartPolicy
  if (restartPolicy !== 'Always') {
    faults.push(notSupported(`${path}.spec.restartPolicy`, restartPolicy ?? '', ['Always']))
  }
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const text = `activeDeadlineSeconds in ${kind} is not Supported`
    faults.push(forbidden(`${path}.spec.activeDeadlineSeconds`, text))
  }
  return faults
}

/** undefined where the selector itself is wrong, which is told elsewhere. */
export function selects(selector: LabelSelector, template: PodTemplateSpec): boolean | undefined {
  try {
    return compileLabelSelector(selector).matches(template.metadata?.labels)
  } catch (error) {
    if (error instanceof SelectorError) return undefined
    throw error
  }
}
