// How events of events.k8s.io are listed: as those of the core group.
import type { Column } from '../../../machinery/kind.ts'
import { eventColumns as coreColumns } from '../../core/event/event.columns.ts'
import { toCoreEvent } from './event.conversion.ts'
import type { Event } from './event.schema.ts'

export const eventColumns: readonly Column<Event>[] = coreColumns.map((column) => ({
  ...column,
  cell: (event: Event, nowMs: number) => column.cell(toCoreEvent(event), nowMs),
}))

export function eventSelectableFields(event: Event): Readonly<Record<string, string>> {
  const about = event.regarding ?? {}
  return {
    'regarding.kind': about.kind ?? '',
    'regarding.namespace': about.namespace ?? '',
    'regarding.name': about.name ?? '',
    'regarding.uid': about.uid ?? '',
    'regarding.apiVersion': about.apiVersion ?? '',
    'regarding.resourceVersion': about.resourceVersion ?? '',
    'regarding.fieldPath': about.fieldPath ?? '',
    reason: event.reason ?? '',
    reportingController: event.reportingController ?? '',
    type: event.type ?? '',
  }
}
