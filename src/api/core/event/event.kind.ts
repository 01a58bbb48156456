// Event (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { eventColumns } from './event.columns.ts'
import { eventSelectableFields } from './event.fields.ts'
import { event } from './event.schema.ts'
import { validateEvent } from './event.validation.ts'
export const Event = defineKind({
  schema: event,
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  scope: 'Namespaced',
  shortNames: ['ev'],
  storageVersionHash: 'r2yiGXH7wu8=',
  fieldSelectors: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  selectableFields: eventSelectableFields,
  strategy: { allowCreateOnUpdate: true },
  validate: (event) => validateEvent(event),
  columns: eventColumns,
})
export type Event = Instance<typeof Event>
