// How network policies are listed. Upstream: pkg/printers/internalversion/printers.go printNetworkPolicy.
import type { Column } from '../../../machinery/kind.ts'
import { formatLabelSelector } from '../../../machinery/selectors/labels.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { NetworkPolicy } from './network-policy.schema.ts'

export const networkPolicyColumns: readonly Column<NetworkPolicy>[] = [
  nameColumn,
  column<NetworkPolicy>('Pod-Selector', ({ spec }) => formatLabelSelector(spec.podSelector ?? {})),
  ageColumn,
]
