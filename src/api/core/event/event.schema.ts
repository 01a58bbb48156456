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

export const eventSource = object('io.k8s.api.core.v1.EventSource', {
  component: opt(1, string),
  host: opt(2, string),
})
export type EventSource = TypeOf<typeof eventSource>

export const eventSeries = object('io.k8s.api.core.v1.EventSeries', {
  count: opt(1, int32),
  lastObservedTime: opt(2, microTime),
})
export type EventSeries = TypeOf<typeof eventSeries>

export const event = object(
  'io.k8s.api.core.v1.Event',
  {
    kind: opt(0, string),
    apiVersion: opt(0, string),
    metadata: req(1, objectMeta, { empty: 'zero' }),
    involvedObject: req(2, objectReference, { empty: 'zero' }),
    reason: opt(3, string),
    message: opt(4, string),
    source: opt(5, eventSource, { empty: 'zero' }),
    firstTimestamp: opt(6, time),
    lastTimestamp: opt(7, time),
    count: opt(8, int32),
    type: opt(9, string),
    eventTime: opt(10, microTime),
    series: opt(11, eventSeries, { pointer: true }),
    action: opt(12, string),
    related: opt(13, objectReference, { pointer: true }),
    reportingComponent: opt(14, string, { empty: 'zero' }),
    reportingInstance: opt(15, string, { empty: 'zero' }),
  },
  { doc: 'Something that happened to an object; forgotten after a while.' },
)
export type Event = ObjectOf<typeof event>
