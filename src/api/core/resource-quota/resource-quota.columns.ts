// How resource quotas are listed. Upstream: pkg/printers/internalversion/printers.go printResourceQuota.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { ResourceQuota } from './resource-quota.schema.ts'

/** `name: used/hard` of the limits, or of all the others. */
function amountsText({ status }: ResourceQuota, limits: boolean): string {
  const used = new Map(Object.entries(status?.used ?? {}))
  const hard = Object.entries(status?.hard ?? {}).filter(([name]) => name.startsWith('limits.') === limits)
  return hard
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}: ${used.get(name) ?? '0'}/${amount}`)
    .join(', ')
}

export const resourceQuotaColumns: readonly Column<ResourceQuota>[] = [
  nameColumn,
  column<ResourceQuota>('Request', (quota) => amountsText(quota, false)),
  column<ResourceQuota>('Limit', (quota) => amountsText(quota, true)),
  ageColumn,
]
