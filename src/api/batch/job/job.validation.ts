// Faults of jobs: what they want, the selector made for them, and what may change.
// Upstream: pkg/apis/batch/validation/validation.go ValidateJob, ValidateJobUpdate.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { selects } from '../../apps/template.validation.ts'
import { checkImmutable, checkNonNegative, immutableText } from '../../checks.ts'
import { withNodeAffinity } from '../../core/pod/pod.affinity.ts'
import type { Container } from '../../core/pod/pod-container.schema.ts'
import type { PodTemplateSpec } from '../../core/shared.schema.ts'
import type { JobSpec } from '../shared.schema.ts'
import type { Job } from './job.schema.ts'
import { jobPodLabels } from './job.strategy.ts'
import { validateJobSpec } from './job-spec.validation.ts'

export function validateJob(job: Job): FieldError[] {
  const { spec } = job
  const faults = spec.manualSelector === true ? [] : validateGeneratedSelector(job)
  faults.push(...validateJobSpec(spec, 'spec'))
  if (spec.selector === undefined) return [...faults, required('spec.selector')]
  faults.push(...validateLabelSelector(spec.selector, 'spec.selector'))
  if (selects(spec.selector, spec.template) !== false) return faults
  const labels = spec.template.metadata?.labels ?? null
  const text = '`selector` does not match template `labels`'
  return [...faults, invalid('spec.template.metadata.labels', labels, text)]
}

/** Labels that were given by hand may not contradict the ones that the server gives. */
function validateGeneratedSelector(job: Job): FieldError[] {
  const { selector, template } = job.spec
  if (selector === undefined) return []
  if (!job.metadata.uid) return [required('metadata.uid')]
  const labels = template.metadata?.labels ?? {}
  const faults: FieldError[] = []
  for (const [key, value] of Object.entries(jobPodLabels(job))) {
    const field = `spec.template.metadata.labels[${key}]`
    if (!Object.hasOwn(labels, key)) faults.push(required(field, `must be '${value}'`))
    else if (labels[key] !== value) faults.push(invalid(field, labels, `must be '${value}'`))
  }
  const generated = { metadata: { labels: jobPodLabels(job) } }
  if (selects(selector, generated) === false) {
    faults.push(invalid('spec.selector', selector, '`selector` not auto-generated'))
  }
  return faults
}

export function validateJobUpdate(next: Job, old: Job): FieldError[] {
  const immutable = [
    'selector',
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ] as const
  return [
    ...validateCompletions(next.spec, old.spec),
    ...validateTemplate(next, old),
    ...immutable.flatMap((field) => checkImmutable(next.spec[field], old.spec[field], `spec.${field}`)),
  ]
}

/** An indexed job may grow and shrink as long as all its pods run at once. */
function validateCompletions(next: JobSpec, old: JobSpec): FieldError[] {
  if (next.completions === old.completions) return []
  const elastic =
    next.completionMode === 'Indexed' && next.completions !== undefined && old.completions !== undefined
  if (!elastic) return checkImmutable(next.completions, old.completions, 'spec.completions')
  if (next.completions === next.parallelism && old.completions === old.parallelism) return []
  return [
    invalid('spec.completions', next.completions, 'can only be modified in tandem with spec.parallelism'),
  ]
}

/** Where its pods go, and what they ask for, may be changed while a job is suspended and none of them is left. */
function validateTemplate(next: Job, old: Job): FieldError[] {
  const template = next.spec.template
  if (!isAtRest(old)) {
    if (semanticEqual(template, old.spec.template)) return []
    return [invalid('spec.template', template, immutableText)]
  }
  const { spec: after, ...rest } = withResourcesOf(
    withPlacementOf(template, old.spec.template),
    old.spec.template,
  )
  const { spec: before, ...oldRest } = old.spec.template
  const faults = semanticEqual(rest, oldRest) ? [] : [invalid('spec.template', template, immutableText)]
  if (semanticEqual(after, before)) return faults
  return [...faults, invalid('spec.template.spec', template.spec, immutableText)]
}

function isAtRest({ spec, status }: Job): boolean {
  if (spec.suspend !== true || (status?.active ?? 0) > 0) return false
  if (status?.startTime === undefined) return true
  return (status.conditions ?? []).some(({ type, status: is }) => type === 'Suspended' && is === 'True')
}

function withResourcesOf(next: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  if (next.spec === undefined) return next
  const { containers, initContainers = [] } = next.spec
  return {
    ...next,
    spec: {
      ...next.spec,
      containers: withTheirResources(containers, old.spec?.containers ?? []),
      initContainers: withTheirResources(initContainers, old.spec?.initContainers ?? []),
    },
  }
}

function withTheirResources(next: readonly Container[], old: readonly Container[]): readonly Container[] {
  if (next.length !== old.length) return next
  return next.map((container, index) => {
    const before = old[index]
    return before?.name === container.name ? { ...container, resources: before.resources } : container
  })
}

function withPlacementOf(next: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  if (next.spec === undefined) return next
  return {
    metadata: { ...next.metadata, labels: old.metadata?.labels, annotations: old.metadata?.annotations },
    spec: {
      ...next.spec,
      nodeSelector: old.spec?.nodeSelector,
      tolerations: old.spec?.tolerations,
      schedulingGates: old.spec?.schedulingGates,
      affinity: withNodeAffinity(next.spec.affinity, old.spec?.affinity?.nodeAffinity),
    },
  }
}

export function validateJobStatusUpdate({ status }: Job): FieldError[] {
  const counts = ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const
  return counts.flatMap((field) => checkNonNegative(status?.[field], `status.${field}`))
}
