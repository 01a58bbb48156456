// Faults of controller revisions, which never change. Upstream: pkg/apis/apps/validation/validation.go.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { checkImmutable, checkNonNegative } from '../../checks.ts'
import type { ControllerRevision } from './controller-revision.schema.ts'

export function validateControllerRevision({ data, revision }: ControllerRevision): FieldError[] {
  const faults = data === undefined || data === null ? [required('data', 'data is mandatory')] : []
  return [...faults, ...checkNonNegative(revision, 'revision')]
}

export function validateControllerRevisionUpdate(
  next: ControllerRevision,
  old: ControllerRevision,
): FieldError[] {
  return checkImmutable(next.data, old.data, 'data')
}
