// Faults of namespaces. Upstream: pkg/apis/core/validation/validation.go ValidateNamespace.
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { isQualifiedName } from '../../../machinery/names/validation.ts'
import { faultsAt } from '../../checks.ts'
import type { Namespace } from './namespace.schema.ts'

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

export function validateNamespace(namespace: Namespace): FieldError[] {
  return (namespace.spec.finalizers ?? []).flatMap((name) => checkFinalizer(name, 'spec.finalizers'))
}

/** A name with a domain, or one of those that Kubernetes itself uses. */
function checkFinalizer(name: string, field: string): FieldError[] {
  const faults = faultsAt(field, name, isQualifiedName(name))
  if (name.includes('/') || standardFinalizers.includes(name)) return faults
  const text = 'name is neither a standard finalizer name nor is it fully qualified'
  return [...faults, invalid(field, name, text)]
}

export function validateNamespaceFinalize(next: Namespace): FieldError[] {
  return (next.spec.finalizers ?? []).flatMap((name, index) =>
    checkFinalizer(name, `spec.finalizers[${index}]`),
  )
}

export function validateNamespaceStatusUpdate(next: Namespace): FieldError[] {
  const phase = next.status?.phase ?? ''
  const deleting = next.metadata.deletionTimestamp !== undefined
  if (phase === (deleting ? 'Terminating' : 'Active')) return []
  const text = deleting
    ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
    : "may only be 'Active' if `deletionTimestamp` is empty"
  return [invalid('status.Phase', phase, text)]
}
