// How resource claims are listed. Upstream: pkg/printers/internalversion/printers.go printResourceClaim.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { ResourceClaim } from './resource-claim.schema.ts'

function stateText({ metadata, status }: ResourceClaim): string {
  const deleted = metadata.deletionTimestamp !== undefined
  const states = deleted ? ['deleted'] : []
  if (status?.allocation === undefined) {
    if (!deleted) states.push('pending')
  } else {
    states.push('allocated')
    if ((status.reservedFor ?? []).length > 0) states.push('reserved')
  }
  return states.join(',')
}

export const resourceClaimColumns: readonly Column<ResourceClaim>[] = [
  nameColumn,
  column<ResourceClaim>('State', stateText),
  ageColumn,
]
