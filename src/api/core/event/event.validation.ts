// Faults of events. Those with an eventTime are of the newer sort and have to say who reports them and why.
// Upstream: pkg/apis/core/validation/events.go.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkQualifiedName, checkRequired } from '../../checks.ts'
import type { Event } from './event.schema.ts'

const maxNameBytes = 128
const maxNoteBytes = 1024

/** `controllerField` is what the group that the request came through calls it; all other fields have their old names. */
export function validateEvent(
  event: Event,
  { controllerField = 'reportingComponent' }: { readonly controllerField?: string } = {},
): FieldError[] {
  const faults: FieldError[] = []
  const namespace = event.metadata.namespace ?? ''
  const about = event.involvedObject.namespace ?? ''
  const isNew = hasTime(event)
  if (!(isNew ? matchesLoosely(namespace, about) : matches(namespace, about))) {
    faults.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'))
  }
  if (!isNew) return faults
  const controller = event.reportingComponent ?? ''
  faults.push(
    ...checkRequired(controller, controllerField),
    ...checkQualifiedName(controller, controllerField),
  )
  faults.push(...checkWord(event.reportingInstance, 'reportingInstance'))
  faults.push(...checkWord(event.action, 'action'))
  faults.push(...checkWord(event.reason, 'reason'))
  if (byteLength(event.message ?? '') > maxNoteBytes) {
    faults.push(invalid('message', '', `can have at most ${maxNoteBytes} characters`))
  }
  return faults
}

function hasTime({ eventTime }: Event): boolean {
  return eventTime !== undefined && eventTime !== null
}

function matches(namespace: string, about: string): boolean {
  return about === '' ? namespace === '' || namespace === 'default' : namespace === about
}

/** Events of what has no namespace lie in one of two, and nothing is said of others. */
function matchesLoosely(namespace: string, about: string): boolean {
  return about !== '' || namespace === 'default' || namespace === 'kube-system'
}

function checkWord(word: string | undefined, field: string): FieldError[] {
  if (!word) return [required(field)]
  if (byteLength(word) <= maxNameBytes) return []
  return [invalid(field, '', `can have at most ${maxNameBytes} characters`)]
}
