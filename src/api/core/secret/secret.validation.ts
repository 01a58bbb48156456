// Faults of secrets: each well-known type has keys that it must hold. No message ever shows a value.
// Upstream: pkg/apis/core/validation/validation.go ValidateSecret.
import { type FieldError, invalid, required, tooLong } from '../../../machinery/field-error.ts'
import { checkImmutable } from '../../checks.ts'
import { checkDataKeys, checkImmutableData, decodedLength, maxDataBytes } from '../data-keys.validation.ts'
import type { Secret } from './secret.schema.ts'

const accountAnnotation = 'kubernetes.io/service-account.name'

export function validateSecret(secret: Secret): FieldError[] {
  const { data = {} } = secret
  const faults = checkDataKeys(data, 'data')
  let size = 0
  for (const value of Object.values(data)) size += decodedLength(value)
  if (size > maxDataBytes) faults.push(tooLong('data', maxDataBytes))
  return [...faults, ...validateByType(secret, data)]
}

type Data = Readonly<Record<string, string>>

function validateByType(secret: Secret, data: Data): FieldError[] {
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      if (secret.metadata.annotations?.[accountAnnotation]) return []
      return [required(`metadata.annotations[${accountAnnotation}]`)]
    case 'kubernetes.io/dockercfg':
      return checkJson(data, '.dockercfg')
    case 'kubernetes.io/dockerconfigjson':
      return checkJson(data, '.dockerconfigjson')
    case 'kubernetes.io/basic-auth':
      if (Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')) return []
      return [required('data[username]'), required('data[password]')]
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')]
    case 'kubernetes.io/tls':
      return ['tls.crt', 'tls.key']
        .filter((key) => !Object.hasOwn(data, key))
        .map((key) => required(`data[${key}]`))
    default:
      return []
  }
}

function checkJson(data: Data, key: string): FieldError[] {
  const field = `data[${key}]`
  const encoded = Object.hasOwn(data, key) ? data[key] : undefined
  if (encoded === undefined) return [required(field)]
  const fault = jsonFault(encoded)
  return fault === undefined ? [] : [invalid(field, '<secret contents redacted>', fault)]
}

/** A text of our own: a parser's message would quote the content. */
function jsonFault(encoded: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined
    return 'must be a JSON object'
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'must be valid JSON'
  }
}

export function validateSecretUpdate(next: Secret, old: Secret): FieldError[] {
  return [
    ...checkImmutable(next.type ?? 'Opaque', old.type ?? 'Opaque', 'type'),
    ...checkImmutableData(next, old, ['data']),
  ]
}
