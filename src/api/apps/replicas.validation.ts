// Faults of the counts in the status of workloads. Upstream: pkg/apis/apps/validation/validation.go ValidateReplicaSetStatus.

import { type FieldError, invalid } from '../../machinery/field-error.ts'
import { numberOf } from '../../machinery/json-value.ts'
import { checkNonNegative } from '../checks.ts'

interface Counts {
  readonly replicas?: number | undefined
  readonly readyReplicas?: number | undefined
  readonly availableReplicas?: number | undefined
}

/** No part is more than the whole; `fields` are the counts of this kind, `ready` is what it calls those that are. */
export function validateReplicaCounts<T extends Counts>(
  status: T | undefined,
  fields: readonly (keyof T & string)[],
  { ready = 'readyReplicas' }: { readonly ready?: string } = {},
): FieldError[] {
  if (status === undefined) return []
  const faults: FieldError[] = []
  const count = (field: keyof T) => numberOf((status[field] ?? 0) as number)
  for (const field of fields) faults.push(...checkNonNegative(count(field), `status.${field}`))
  const parts = fields.filter((field) => partsOfReplicas.includes(field))
  for (const field of parts) {
    if (count(field) <= (status.replicas ?? 0)) continue
    faults.push(invalid(`status.${field}`, count(field), 'cannot be greater than status.replicas'))
  }
  if ((status.availableReplicas ?? 0) > (status.readyReplicas ?? 0)) {
    const text = `cannot be greater than ${ready}`
    faults.push(invalid('status.availableReplicas', status.availableReplicas, text))
  }
  return faults
}

const partsOfReplicas: readonly string[] = [
  'fullyLabeledReplicas',
  'updatedReplicas',
  'currentReplicas',
  'readyReplicas',
  'availableReplicas',
]

export function checkNotDecremented(
  next: number | undefined,
  old: number | undefined,
  field: string,
): FieldError[] {
  const lowered = old !== undefined && (next === undefined || next < old)
  return lowered ? [invalid(field, next ?? 0, 'cannot be decremented')] : []
}
