// What pods tell the signers of their certificates. Upstream: pkg/apis/core/validation/validation.go ValidateUserAnnotations.
import { type FieldError, invalid } from '../../machinery/field-error.ts'
import { validateAnnotations } from '../../machinery/meta-validation.ts'
import { isQualifiedName } from '../../machinery/names/validation.ts'

export function checkUserAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  field: string,
): FieldError[] {
  const bare = Object.keys(annotations ?? {}).filter((key) => {
    const text = key.toLowerCase()
    return !text.includes('/') && isQualifiedName(text).length === 0
  })
  const why = 'must be a domain-prefixed key (such as "acme.io/foo")'
  return [...validateAnnotations(annotations, field), ...bare.map((key) => invalid(field, key, why))]
}
