// Faults of groups of pods that are scheduled together. Upstream: the markers of k8s.io/api/scheduling/v1alpha2.
import { type FieldError, invalid, required, tooMany } from '../../../machinery/field-error.ts'
import { isDNS1123Subdomain } from '../../../machinery/names/validation.ts'
import { checkImmutable, faultsAt } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import { checkGroup, checkShortName } from '../pod-group-policy.validation.ts'
import type { PodGroup } from './pod-group.v1alpha2.schema.ts'

const mostClaims = 4

export function validatePodGroup({ spec }: PodGroup): FieldError[] {
  return [...checkTemplate(spec), ...checkGroup(spec, 'spec')]
}

function checkTemplate({ podGroupTemplateRef }: PodGroup['spec']): FieldError[] {
  if (podGroupTemplateRef === undefined) return []
  const at = 'spec.podGroupTemplateRef'
  const { workload } = podGroupTemplateRef
  if (workload === undefined) return [invalid(at, '', 'must specify one of: `workload`')]
  const { workloadName, podGroupTemplateName } = workload
  const field = `${at}.workload.workloadName`
  return [
    ...(workloadName === ''
      ? [required(field)]
      : faultsAt(field, workloadName, isDNS1123Subdomain(workloadName))),
    ...checkShortName(podGroupTemplateName, `${at}.workload.podGroupTemplateName`),
  ]
}

const fixed = [
  'podGroupTemplateRef',
  'schedulingPolicy',
  'schedulingConstraints',
  'resourceClaims',
  'disruptionMode',
  'priorityClassName',
  'priority',
] as const

export function validatePodGroupUpdate(next: PodGroup, old: PodGroup): FieldError[] {
  return fixed.flatMap((field) => checkImmutable(next.spec[field], old.spec[field], `spec.${field}`))
}

export function validatePodGroupStatusUpdate({ status }: PodGroup): FieldError[] {
  const { conditions = [], resourceClaimStatuses = [] } = status ?? {}
  const faults = checkConditions(conditions, 'status.conditions')
  if (resourceClaimStatuses.length <= mostClaims) return faults
  return [...faults, tooMany('status.resourceClaimStatuses', resourceClaimStatuses.length, mostClaims)]
}
