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

export const eventSeries = object('io.k8s.api.events.v1.EventSeries', {
  count: req(1, int32, { empty: 'zero' }),
  lastObservedTime: req(2, microTime, { empty: 'zero' }),
})
export type EventSeries = TypeOf<typeof eventSeries>

export const event = object('io.k8s.api.events.v1.Event', {
  ...kindFields,
  eventTime: req(2, microTime, { empty: 'zero' }),
  series: opt(3, eventSeries, { pointer: true }),
  reportingController: opt(4, string),
  reportingInstance: opt(5, string),
  action: opt(6, string),
  reason: opt(7, string),
  regarding: opt(8, objectReference, { empty: 'zero' }),
  related: opt(9, objectReference, { pointer: true }),
  note: opt(10, string),
  type: opt(11, string),
  deprecatedSource: opt(12, eventSource, { empty: 'zero', deprecated: true }),
  deprecatedFirstTimestamp: opt(13, time, { deprecated: true }),
  deprecatedLastTimestamp: opt(14, time, { deprecated: true }),
  deprecatedCount: opt(15, int32, { deprecated: true }),
})
export type Event = ObjectOf<typeof event>
