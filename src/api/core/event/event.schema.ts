// Fields of event in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
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
import { objectReference } from '../references.schema.ts'

export const eventSource = object(
  'io.k8s.api.core.v1.EventSource',
  {
    component: opt(1, string, { doc: 'Name of the component.' }),
    host: opt(2, string, { doc: 'Node that it runs on.' }),
  },
  { doc: 'Who reports an event.' },
)
export type EventSource = TypeOf<typeof eventSource>

export const eventSeries = object(
  'io.k8s.api.core.v1.EventSeries',
  {
    count: opt(1, int32, { doc: 'How often it was seen so far.' }),
    lastObservedTime: opt(2, microTime, { empty: 'zero', doc: 'When it was last seen.' }),
  },
  { doc: 'An event that goes on.' },
)
export type EventSeries = TypeOf<typeof eventSeries>

export const event = object(
  'io.k8s.api.core.v1.Event',
  {
    kind: opt(0, string, { doc: 'What the object is, such as Pod.' }),
    apiVersion: opt(0, string, {
      doc: 'Version of the API in which the object is written, such as apps/v1.',
    }),
    metadata: req(1, objectMeta, { doc: 'Name, labels and the like.', empty: 'zero' }),
    involvedObject: req(2, objectReference, { doc: 'What the event is about.', empty: 'zero' }),
    reason: opt(3, string, { doc: 'Why it happened, in one word for machines.' }),
    message: opt(4, string, { doc: 'What happened, for people.' }),
    source: opt(5, eventSource, { doc: 'Who says so.', empty: 'zero' }),
    firstTimestamp: opt(6, time, { empty: 'zero', doc: 'When it was first seen.' }),
    lastTimestamp: opt(7, time, { empty: 'zero', doc: 'When it was last seen.' }),
    count: opt(8, int32, { doc: 'How often it was seen.' }),
    type: opt(9, string, { doc: 'Normal or Warning.' }),
    eventTime: opt(10, microTime, { empty: 'zero', doc: 'When it was first seen, to the microsecond.' }),
    series: opt(11, eventSeries, { doc: 'How it goes on, where it is one of many.', pointer: true }),
    action: opt(12, string, { doc: 'What was done or failed.' }),
    related: opt(13, objectReference, { doc: 'Another object that is concerned.', pointer: true }),
    reportingComponent: opt(14, string, {
      doc: 'Name of the controller that says so, such as kubernetes.io/kubelet.',
      empty: 'zero',
    }),
    reportingInstance: opt(15, string, { doc: 'Which instance of the controller.', empty: 'zero' }),
  },
  { doc: 'Something that happened to an object; forgotten after a while.' },
)
export type Event = ObjectOf<typeof event>
