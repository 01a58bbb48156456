// Faults of events as events.k8s.io takes them: stricter than the core group, and nothing but the series may change.
// Upstream: pkg/apis/core/validation/events.go ValidateEventCreate, ValidateEventUpdate.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { checkImmutable } from '../../checks.ts'
import { validateEvent as validateCoreEvent } from '../../core/event/event.validation.ts'
import { toCoreEvent } from './event.conversion.ts'
import type { Event } from './event.schema.ts'

const fieldNames = { object: 'regarding', controller: 'reportingController', note: 'note' }

export function validateEvent(event: Event): FieldError[] {
  return validateCoreEvent(toCoreEvent(event), fieldNames)
}

export function validateEventCreate(event: Event): FieldError[] {
  const faults: FieldError[] = []
  if (event.eventTime === undefined || event.eventTime === null) faults.push(required('eventTime'))
  if (!event.type) faults.push(required('type'))
  else if (event.type !== 'Normal' && event.type !== 'Warning') {
    faults.push(invalid('type', '', `has invalid value: ${event.type}`))
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

const immutable = [
  'regarding',
  'reason',
  'note',
  'deprecatedSource',
  'deprecatedFirstTimestamp',
  'deprecatedLastTimestamp',
  'deprecatedCount',
  'eventTime',
  'type',
  'action',
  'related',
  'reportingController',
  'reportingInstance',
] as const

export function validateEventUpdate(next: Event, old: Event): FieldError[] {
  const faults = immutable.flatMap((field) => checkImmutable(next[field], old[field], field))
  const count = next.series?.count
  if (count !== undefined && count < 2) {
    faults.push(invalid('series.count', '', 'should be at least 2'))
  }
  return faults
}
