// What an apply says that would take fields from others. Upstream: managedfields/internal/conflict.go.
import { type StatusError, statusFailure } from '../status-error.ts'
import {
  difference,
  type FieldSet,
  finish,
  hasPath,
  insertPath,
  isEmpty,
  newBuilder,
  pathsOf,
} from './field-set.ts'
import type { Owner } from './managers.ts'
import { pathText } from './path-element.ts'

export interface Conflict {
  readonly owner: Owner
  readonly path: readonly string[]
}

/** Conflicts of one owner with the fields that it would lose. */
export function conflictsWith(owner: Owner, fields: FieldSet): Conflict[] {
  return pathsOf(fields).map((path) => ({ owner, path }))
}

function ownerText(owner: Owner): string {
  const name = JSON.stringify(owner.manager)
  const where = owner.subresource === '' ? '' : ` with subresource ${JSON.stringify(owner.subresource)}`
  return `${name}${where}${owner.operation === 'Update' ? ` using ${owner.apiVersion}` : ''}`
}

/** The answer to an apply with conflicts. */
export function conflictError(conflicts: readonly Conflict[]): StatusError {
  const causes = conflicts.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${ownerText(owner)}`,
    field: pathText(path),
  }))
  return statusFailure(409, 'Conflict', conflictMessage(conflicts), { details: { causes } })
}

function conflictMessage(conflicts: readonly Conflict[]): string {
  const [first] = conflicts
  if (conflicts.length === 1 && first !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${ownerText(first.owner)}: ${pathText(first.path)}`
  }
  const byOwner = Map.groupBy(conflicts, ({ owner }) => ownerText(owner))
  const lines = [...byOwner.keys()].sort().flatMap((owner) => {
    const paths = (byOwner.get(owner) ?? []).map(({ path }) => `- ${pathText(path)}`)
    return [`conflicts with ${owner}:`, ...paths]
  })
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
}

/** The conflicts that `allowed` does not cover. */
export function conflictsOutside(conflicts: readonly Conflict[], allowed: FieldSet): Conflict[] {
  const builder = newBuilder()
  for (const { path } of conflicts) insertPath(builder, path)
  if (isEmpty(difference(finish(builder), allowed))) return []
  return conflicts.filter(({ path }) => !hasPath(allowed, path))
}
