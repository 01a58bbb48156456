// Event (events.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { Event as CoreEvent } from '../../core/event/event.kind.ts'
import type { Event as StoredEvent } from '../../core/event/event.schema.ts'
import { eventColumns, eventSelectableFields } from './event.columns.ts'
import { fromCoreEvent, toCoreEvent } from './event.conversion.ts'
import { event } from './event.schema.ts'
import { validateEvent, validateEventCreate, validateEventUpdate } from './event.validation.ts'
export const Eventevents = defineKind({
  schema: event,
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  scope: 'Namespaced',
  shortNames: ['ev'],
  storageVersionHash: 'r2yiGXH7wu8=',
  fieldSelectors: [
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'regarding.resourceVersion',
    'regarding.fieldPath',
    'reason',
    'reportingController',
    'type',
  ],
  selectableFields: eventSelectableFields,
  strategy: { allowCreateOnUpdate: true },
  validate: validateEvent,
  validateCreate: validateEventCreate,
  validateUpdate: validateEventUpdate,
  columns: eventColumns,
  storedAs: {
    kind: CoreEvent,
    toStored: toCoreEvent,
    fromStored: (obj) => fromCoreEvent(obj as StoredEvent),
  },
})
export type Eventevents = Instance<typeof Eventevents>
