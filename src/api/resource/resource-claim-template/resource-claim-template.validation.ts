// Faults of templates of resource claims.
// Upstream: pkg/apis/resource/validation/validation.go ValidateResourceClaimTemplate.
import type { FieldError } from '../../../machinery/field-error.ts'
import { checkImmutable, checkTemplateMeta } from '../../checks.ts'
import { checkClaimSpec } from '../device-claim.validation.ts'
import type { ResourceClaimTemplate } from './resource-claim-template.schema.ts'

export function validateResourceClaimTemplateCreate({ spec }: ResourceClaimTemplate): FieldError[] {
  return [
    ...checkTemplateMeta(spec.metadata, 'spec.metadata'),
    ...checkClaimSpec(spec.spec, 'spec.spec', { stored: false }),
  ]
}

export function validateResourceClaimTemplateUpdate(
  next: ResourceClaimTemplate,
  old: ResourceClaimTemplate,
): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}
