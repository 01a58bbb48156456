// What the two kinds that hold keys and values share: sound keys, a bound on the size, immutability.
// Upstream: pkg/apis/core/validation/validation.go ValidateConfigMap, ValidateSecret.
import { semanticEqual } from '../../machinery/equality.ts'
import { type FieldError, forbidden } from '../../machinery/field-error.ts'
import { isConfigMapKey } from '../../machinery/names/validation.ts'
import { faultsAt } from '../checks.ts'

/** One mebibyte for all values together. */
export const maxDataBytes = 1024 * 1024

type Data = Readonly<Record<string, string>> | undefined

export function checkDataKeys(data: Data, path: string): FieldError[] {
  return Object.keys(data ?? {}).flatMap((key) => faultsAt(`${path}[${key}]`, key, isConfigMapKey(key)))
}

/** Bytes that base64 text stands for. */
export function decodedLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}

interface MayBeImmutable {
  readonly immutable?: boolean | undefined
}

/** Once set, `immutable` can be undone only by deleting the object. */
export function checkImmutableData<T extends MayBeImmutable>(
  next: T,
  old: T,
  fields: readonly (keyof T & string)[],
): FieldError[] {
  if (old.immutable !== true) return []
  const text = 'field is immutable when `immutable` is set'
  const faults = next.immutable === true ? [] : [forbidden('immutable', text)]
  for (const field of fields) {
    if (!semanticEqual(next[field], old[field])) faults.push(forbidden(field, text))
  }
  return faults
}
