// Faults of references to an object beside. Upstream: pkg/apis/networking/validation/validation.go
// validateIngressTypedLocalObjectReference.
import { type FieldError, required } from '../../machinery/field-error.ts'
import { nameIsPathSegment } from '../../machinery/names/validation.ts'
import { checkDNSSubdomain, faultsAt } from '../checks.ts'

interface Reference {
  readonly apiGroup?: string | undefined
  readonly kind: string
  readonly name: string
}

export function validateReference({ apiGroup, kind, name }: Reference, path: string): FieldError[] {
  return [
    ...(apiGroup === undefined ? [] : checkDNSSubdomain(apiGroup, `${path}.apiGroup`)),
    ...checkSegment(kind, `${path}.kind`, 'kind is required'),
    ...checkSegment(name, `${path}.name`, 'name is required'),
  ]
}

function checkSegment(text: string, field: string, absent: string): FieldError[] {
  return text === '' ? [required(field, absent)] : faultsAt(field, text, nameIsPathSegment(text, false))
}
