// How component statuses are listed. Upstream: pkg/printers/internalversion/printers.go printComponentStatus.
import type { Column } from '../../../machinery/kind.ts'
import { column, nameColumn } from '../../columns.ts'
import type { ComponentStatus } from './component-status.schema.ts'

const healthOf = ({ conditions }: ComponentStatus) =>
  conditions?.find((condition) => condition.type === 'Healthy')

function statusText(component: ComponentStatus): string {
  const health = healthOf(component)
  if (health === undefined) return 'Unknown'
  return health.status === 'True' ? 'Healthy' : 'Unhealthy'
}

export const componentStatusColumns: readonly Column<ComponentStatus>[] = [
  nameColumn,
  column<ComponentStatus>('Status', statusText),
  column<ComponentStatus>('Message', (component) => healthOf(component)?.message ?? ''),
  column<ComponentStatus>('Error', (component) => healthOf(component)?.error ?? ''),
]
