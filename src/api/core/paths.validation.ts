// Paths that users put into specs: relative ones that stay below their root, modes of files.
// Upstream: pkg/apis/core/validation/validation.go validateLocalDescendingPath and its neighbours.
import { type FieldError, invalid } from '../../machinery/field-error.ts'
import { checkRequired } from '../checks.ts'
import type { KeyToPath } from './pod/pod-volumes.schema.ts'

/** Relative, and never upwards. */
export function checkDescendingPath(path: string, field: string): FieldError[] {
  const absolute = path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : []
  return [...absolute, ...checkNoBacksteps(path, field)]
}

export function checkNoBacksteps(path: string, field: string): FieldError[] {
  return path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : []
}

/** As checkDescendingPath, and not a name that volumes keep for themselves. */
export function checkNonReservedPath(path: string, field: string): FieldError[] {
  const faults = checkDescendingPath(path, field)
  if (path.startsWith('..') && !path.startsWith('../')) {
    faults.push(invalid(field, path, "must not start with '..'"))
  }
  return faults
}

export function checkFileMode(mode: number | undefined, field: string): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return []
  return [invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
}

/** One file of a volume that is made from the keys of an object. */
export function validateKeyToPath(item: KeyToPath, path: string): FieldError[] {
  return [
    ...checkRequired(item.key, `${path}.key`),
    ...checkRequired(item.path, `${path}.path`),
    ...checkNonReservedPath(item.path, `${path}.path`),
    ...checkFileMode(item.mode, `${path}.mode`),
  ]
}
