// Faults of events. Those with an eventTime are of the newer sort and have to say who reports them and why.
// Upstream: pkg/apis/core/validation/events.go.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkQualifiedName } from '../../checks.ts'
import type { Event } from './event.schema.ts'

const maxNameBytes = 128
const maxNoteBytes = 1024

/** Names of the fields as the group that the request came through calls them. */
export interface EventFieldNames {
  readonly object: string
  readonly controller: string
  readonly note: string
}

const coreNames: EventFieldNames = {
  object: 'involvedObject',
  controller: 'reportingComponent',
  note: 'message',
}

export function validateEvent(event: Event, names: EventFieldNames = coreNames): FieldError[] {
  const faults: FieldError[] = []
  const namespace = event.metadata.namespace ?? ''
  const about = event.involvedObject.namespace ?? ''
  const matches = about === '' ? namespace === '' || namespace === 'default' : namespace === about
  if (!matches) faults.push(invalid(`${names.object}.namespace`, about, 'does not match event.namespace'))
  if (event.eventTime === undefined || event.eventTime === null) return faults
  const controller = event.reportingComponent ?? ''
  if (controller === '') faults.push(required(names.controller))
  else faults.push(...checkQualifiedName(controller, names.controller))
  faults.push(...checkWord(event.reportingInstance, 'reportingInstance'))
  faults.push(...checkWord(event.action, 'action'))
  faults.push(...checkWord(event.reason, 'reason'))
  if (byteLength(event.message ?? '') > maxNoteBytes) {
    faults.push(invalid(names.note, '', `can have at most ${maxNoteBytes} characters`))
  }
  return faults
}

function checkWord(word: string | undefined, field: string): FieldError[] {
  if (!word) return [required(field)]
  if (byteLength(word) <= maxNameBytes) return []
  return [invalid(field, '', `can have at most ${maxNameBytes} characters`)]
}
