// Fields of event in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  microTime,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { eventSource } from '../../core/event/event.schema.ts'
import { objectReference } from '../../core/references.schema.ts'

export const eventSeries = object(
  'io.k8s.api.events.v1.EventSeries',
  {
    count: req(1, int32, { doc: 'How often it was seen so far.', empty: 'zero' }),
    lastObservedTime: req(2, microTime, { doc: 'When it was last seen.', empty: 'zero' }),
  },
  { doc: 'An event that goes on.' },
)
export type EventSeries = TypeOf<typeof eventSeries>

export const event = object(
  'io.k8s.api.events.v1.Event',
  {
    ...kindFields,
    eventTime: req(2, microTime, { doc: 'When it was first seen, to the microsecond.', empty: 'zero' }),
    series: opt(3, eventSeries, { doc: 'How it goes on, where it is one of many.', pointer: true }),
    reportingController: opt(4, string, {
      doc: 'Name of the controller that says so, such as kubernetes.io/kubelet.',
    }),
    reportingInstance: opt(5, string, { doc: 'Which instance of the controller.' }),
    action: opt(6, string, { doc: 'What was done or failed.' }),
    reason: opt(7, string, { doc: 'Why it happened, in one word for machines.' }),
    regarding: opt(8, objectReference, { doc: 'What the event is about.', empty: 'zero' }),
    related: opt(9, objectReference, { doc: 'Another object that is concerned.', pointer: true }),
    note: opt(10, string, { doc: 'What happened, for people.' }),
    type: opt(11, string, { doc: 'Normal or Warning.' }),
    deprecatedSource: opt(12, eventSource, {
      doc: 'Who says so, as in the core group.',
      empty: 'zero',
      deprecated: true,
    }),
    deprecatedFirstTimestamp: opt(13, time, {
      empty: 'zero',
      doc: 'When it was first seen, as in the core group.',
      deprecated: true,
    }),
    deprecatedLastTimestamp: opt(14, time, {
      empty: 'zero',
      doc: 'When it was last seen, as in the core group.',
      deprecated: true,
    }),
    deprecatedCount: opt(15, int32, {
      doc: 'How often it was seen, as in the core group.',
      deprecated: true,
    }),
  },
  { doc: 'Something that happened to an object.' },
)
export type Event = ObjectOf<typeof event>
