// Events of events.k8s.io are events of the core group with other names for some fields; they lie in the store as those.
// Upstream: pkg/apis/events/v1/conversion.go.
import type { Event as CoreEvent } from '../../core/event/event.schema.ts'
import type { Event } from './event.schema.ts'

/** Absent fields stay absent. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

export function toCoreEvent(event: Event): CoreEvent {
  const { regarding, note, reportingController, ...rest } = event
  const { deprecatedSource, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, ...same } =
    rest
  return present({
    ...same,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    message: note,
    source: deprecatedSource ?? {},
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    count: deprecatedCount,
    reportingComponent: reportingController ?? '',
    reportingInstance: event.reportingInstance ?? '',
  })
}

export function fromCoreEvent(event: CoreEvent): Event {
  const { involvedObject, message, reportingComponent, source, ...rest } = event
  const { firstTimestamp, lastTimestamp, count, eventTime, reportingInstance, ...same } = rest
  return present({
    ...same,
    apiVersion: 'events.k8s.io/v1',
    // The zero time is null in this form.
    eventTime: (eventTime ?? null) as string,
    reportingController: reportingComponent || undefined,
    reportingInstance: reportingInstance || undefined,
    regarding: involvedObject,
    note: message,
    deprecatedSource: source ?? {},
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
    series: event.series as Event['series'],
  })
}
