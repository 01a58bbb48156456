// Faults of migrations of stored objects. Upstream: pkg/apis/storagemigration/validation/validation.go.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { checkImmutable } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import type { StorageVersionMigration } from './storage-version-migration.schema.ts'

export function validateStorageVersionMigration({ spec }: StorageVersionMigration): FieldError[] {
  if (spec.resource.resource !== '') return []
  return [required('spec.resource.resource', 'resource is required')]
}

export function validateStorageVersionMigrationUpdate(
  next: StorageVersionMigration,
  old: StorageVersionMigration,
): FieldError[] {
  const [now, before] = [next.spec.resource, old.spec.resource]
  return [
    ...checkImmutable(now.group, before.group, 'group'),
    ...checkImmutable(now.resource, before.resource, 'resource'),
  ]
}

export function validateStorageVersionMigrationStatusUpdate(
  next: StorageVersionMigration,
  old: StorageVersionMigration,
): FieldError[] {
  const { conditions = [], resourceVersion = '' } = next.status ?? {}
  const faults = checkRevision(resourceVersion)
  faults.push(...checkConditions(conditions, 'status.conditions'))
  const before = old.status?.resourceVersion ?? ''
  if (before !== '' && before !== resourceVersion) {
    faults.push(invalid('status.resourceVersion', resourceVersion, 'cannot be updated'))
  }
  const texts = contradictions(
    (type) => isTrue(next, type),
    (type) => isTrue(old, type),
  )
  return [...faults, ...texts.map((text) => invalid('status.conditions', conditions, text))]
}

function checkRevision(text: string): FieldError[] {
  const field = 'status.resourceVersion'
  if (text === '') return []
  if (!/^[+-]?\d{1,18}$/.test(text)) {
    const why = `failed to parse resource version "${text}": strconv.ParseInt: parsing "${text}": invalid syntax`
    return [invalid(field, text, why)]
  }
  return Number(text) < 0 ? [invalid(field, Number(text), 'must be greater than or equal to 0')] : []
}

type IsTrue = (type: 'Succeeded' | 'Failed' | 'Running') => boolean

/** A migration ends once, in one way. */
function contradictions(is: IsTrue, was: IsTrue): string[] {
  const texts: string[] = []
  if (is('Succeeded') && is('Failed')) {
    texts.push('Both success and failed conditions cannot be true at the same time')
  }
  if (is('Succeeded') && is('Running')) {
    texts.push('Running condition cannot be true when success condition is true')
  }
  if (is('Failed') && is('Running')) {
    texts.push('Running condition cannot be true when failed condition is true')
  }
  if (was('Succeeded') && !is('Succeeded')) {
    texts.push('Success condition cannot be set to false once it is true')
  }
  if (was('Failed') && !is('Failed')) texts.push('Failed condition cannot be set to false once it is true')
  return texts
}

function isTrue({ status }: StorageVersionMigration, type: string): boolean {
  return (status?.conditions ?? []).some(
    (condition) => condition.type === type && condition.status === 'True',
  )
}
