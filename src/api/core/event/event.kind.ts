// Event (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { event } from './event.schema.ts'
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
})
export type Event = Instance<typeof Event>
