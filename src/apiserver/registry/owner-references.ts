// An owner named twice is kept once, and the writer told. Upstream: apiserver pkg/endpoints/handlers/rest.go
// dedupOwnerReferencesAndAddWarning. References with one UID that differ otherwise stay: what they mean is not known.
import { equalJson } from '../../machinery/json-value.ts'
import type { WorkingObject } from './object.ts'

const advice =
  'API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests'

export function dedupOwnerReferences(
  { metadata }: WorkingObject,
  { warnings, when = '' }: { readonly warnings: string[]; readonly when?: string },
): void {
  const { ownerReferences } = metadata
  if (ownerReferences === undefined || ownerReferences.length < 2) return
  const kept = new Map<string, (typeof ownerReferences)[number][]>()
  const duplicates: string[] = []
  metadata.ownerReferences = ownerReferences.filter((reference) => {
    const same = kept.get(reference.uid) ?? []
    if (same.some((other) => equalJson(other, reference))) {
      duplicates.push(reference.uid)
      return false
    }
    kept.set(reference.uid, [...same, reference])
    return true
  })
  if (duplicates.length === 0) return
  warnings.push(
    `.metadata.ownerReferences contains duplicate entries${when}; ${advice}; duplicate UID(s) observed: ${duplicates.join(', ')}`,
  )
}

export const afterAdmission = ' after mutating admission happens'
