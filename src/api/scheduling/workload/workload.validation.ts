// Faults of workloads. Upstream: pkg/apis/scheduling/validation/validation.go ValidateWorkload.
import { duplicate, type FieldError, required, tooMany } from '../../../machinery/field-error.ts'
import { isDNS1123Subdomain, isValidPathSegmentName } from '../../../machinery/names/validation.ts'
import { checkImmutable, faultsAt } from '../../checks.ts'
import { checkGroup, checkShortName } from '../pod-group-policy.validation.ts'
import type { TypedLocalObjectReference, Workload } from './workload.v1alpha2.schema.ts'

const mostTemplates = 8

export function validateWorkload({ spec }: Workload): FieldError[] {
  const { controllerRef, podGroupTemplates } = spec
  const templates = podGroupTemplates ?? []
  const faults = controllerRef === undefined ? [] : checkReference(controllerRef, 'spec.controllerRef')
  const field = 'spec.podGroupTemplates'
  if (templates.length === 0) return [...faults, required(field, 'must have at least one item')]
  if (templates.length > mostTemplates) return [...faults, tooMany(field, templates.length, mostTemplates)]
  const seen = new Set<string>()
  for (const [index, template] of templates.entries()) {
    const at = `${field}[${index}]`
    faults.push(...checkShortName(template.name, `${at}.name`))
    if (seen.has(template.name)) faults.push(duplicate(at, template))
    seen.add(template.name)
    faults.push(...checkGroup(template, at))
  }
  return faults
}

function checkReference(
  { apiGroup = '', kind, name }: TypedLocalObjectReference,
  path: string,
): FieldError[] {
  const faults = apiGroup === '' ? [] : faultsAt(`${path}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup))
  for (const [key, value] of Object.entries({ kind, name })) {
    const at = `${path}.${key}`
    faults.push(...(value === '' ? [required(at)] : faultsAt(at, value, isValidPathSegmentName(value))))
  }
  return faults
}

export function validateWorkloadUpdate(next: Workload, old: Workload): FieldError[] {
  const { controllerRef } = old.spec
  return [
    ...(controllerRef === undefined
      ? []
      : checkImmutable(next.spec.controllerRef, controllerRef, 'spec.controllerRef')),
    ...checkImmutable(next.spec.podGroupTemplates, old.spec.podGroupTemplates, 'spec.podGroupTemplates'),
  ]
}
