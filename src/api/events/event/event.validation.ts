// Faults of events as events.k8s.io takes them: stricter than the core group, and nothing but the series may change.
// Upstream: pkg/apis/core/validation/events.go ValidateEventCreate, ValidateEventUpdate.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { checkImmutable } from '../../checks.ts'
import { validateEvent as validateCoreEvent } from '../../core/event/event.validation.ts'
import { toCoreEvent } from './event.conversion.ts'
import type { Event } from './event.schema.ts'

export function validateEvent(event: Event): FieldError[] {
  return validateCoreEvent(toCoreEvent(event), { controllerField: 'reportingController' })
}

export function validateEventCreate(event: Event): FieldError[] {
  const faults = checkSeries(event)
  if (event.eventTime === undefined || event.eventTime === null) faults.push(required('eventTime'))
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    faults.push(invalid('type', '', `has invalid value: ${event.type ?? ''}`))
  }
  const unset = 'needs to be unset'
  if (event.deprecatedFirstTimestamp) faults.push(invalid('firstTimestamp', '', unset))
  if (event.deprecatedLastTimestamp) faults.push(invalid('lastTimestamp', '', unset))
  if (event.deprecatedCount) faults.push(invalid('count', '', unset))
  if (event.deprecatedSource?.component || event.deprecatedSource?.host) {
    faults.push(invalid('source', '', unset))
  }
  return faults
}

function checkSeries({ series }: Event): FieldError[] {
  if (series === undefined) return []
  const faults = series.count < 2 ? [invalid('series.count', '', 'should be at least 2')] : []
  if (series.lastObservedTime !== undefined && series.lastObservedTime !== null) return faults
  return [...faults, required('series.lastObservedTime')]
}

/** By the names that they have in the core group, which are those that upstream tells. */
const immutable = {
  involvedObject: 'regarding',
  reason: 'reason',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  type: 'type',
  eventTime: 'eventTime',
  action: 'action',
  related: 'related',
  reportingController: 'reportingController',
  reportingInstance: 'reportingInstance',
} as const

export function validateEventUpdate(next: Event, old: Event): FieldError[] {
  const series = semanticEqual(next.series, old.series) ? [] : checkSeries(next)
  const changed = Object.entries(immutable).flatMap(([told, field]) =>
    checkImmutable(next[field], old[field], told),
  )
  return [...series, ...changed]
}
