// Event (events.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { event } from './event.schema.ts'
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
})
export type Eventevents = Instance<typeof Eventevents>
