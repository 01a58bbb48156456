// The names of signers, `domain/path`. Upstream: pkg/apis/core/validation/names.go ValidateSignerName.
import { type FieldError, invalid, required, tooLong } from '../../machinery/field-error.ts'
import { byteLength, isDNS1123Label, isDNS1123Subdomain } from '../../machinery/names/validation.ts'

const longestDomain = 253
/** `domain/namespace.name`. */
const longestName = longestDomain + 1 + 63 + 1 + 253

export function checkSignerName(signer: string, field: string): FieldError[] {
  if (signer === '') return [required(field)]
  const [domain = '', path = '', ...more] = signer.split('/')
  if (!signer.includes('/') || more.length > 0) {
    const text = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
    return [invalid(field, signer, text)]
  }
  const faults = byteLength(domain) > longestDomain ? [tooLong(field, longestDomain)] : []
  faults.push(...checkLabels(domain, field, isDNS1123Label))
  if (!domain.includes('.')) {
    faults.push(invalid(field, domain, 'should be a domain with at least two segments separated by dots'))
  }
  faults.push(...checkLabels(path, field, isDNS1123Subdomain))
  return byteLength(signer) > longestName ? [...faults, tooLong(field, longestName)] : faults
}

/** The faults of the first label that has any. */
function checkLabels(text: string, field: string, check: (label: string) => readonly string[]): FieldError[] {
  for (const label of text.split('.')) {
    const faults = check(label).map((fault) =>
      invalid(field, text, `validating label ${JSON.stringify(label)}: ${fault}`),
    )
    if (faults.length > 0) return faults
  }
  return []
}
