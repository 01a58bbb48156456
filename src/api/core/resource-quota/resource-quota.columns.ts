// How resource quotas are listed. Upstream: pkg/printers/internalversion/printers.go printResourceQuota.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { ResourceQuota } from './resource-quota.schema.ts'

/** `name: used/hard` of the limits, or of all the others. */
function amountsText({ status }: ResourceQuota, limits: boolean): string {
  const names = Object.keys(status?.hard ?? {}).filter((name) => name.startsWith('limits.') === limits)
  return names
    .sort()
    .map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name] ?? '0'}`)
    .join(', ')
}

export const resourceQuotaColumns: readonly Column<ResourceQuota>[] = [
  nameColumn,
  column<ResourceQuota>('Request', (quota) => amountsText(quota, false)),
  column<ResourceQuota>('Limit', (quota) => amountsText(quota, true)),
  ageColumn,
]
