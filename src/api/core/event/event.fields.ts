// What field selectors may ask of events. Upstream: pkg/registry/core/event/strategy.go ToSelectableFields.
import type { Event } from './event.schema.ts'

export function eventSelectableFields(event: Event): Readonly<Record<string, string>> {
  const about = event.involvedObject
  return {
    'involvedObject.kind': about.kind ?? '',
    'involvedObject.namespace': about.namespace ?? '',
    'involvedObject.name': about.name ?? '',
    'involvedObject.uid': about.uid ?? '',
    'involvedObject.apiVersion': about.apiVersion ?? '',
    'involvedObject.resourceVersion': about.resourceVersion ?? '',
    'involvedObject.fieldPath': about.fieldPath ?? '',
    reason: event.reason ?? '',
    reportingComponent: event.reportingComponent ?? '',
    source: event.source?.component ? event.source.component : (event.reportingComponent ?? ''),
    type: event.type ?? '',
  }
}
