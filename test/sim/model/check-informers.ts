// Informers against the log: each handler hears, for each object, of states that were, in their order, each once, first
// of its coming and last of its going; and in the end it holds what is there.
import type { InformerEvent, InformerRecord, Json } from './records.ts'
import { keyOf } from './selection.ts'
import { revisionOf, sameObject, type Truth } from './truth.ts'

export function checkInformers(informers: readonly InformerRecord[], truth: Truth): string[] {
  return informers.flatMap((informer) => {
    const wrong = [...checkHeard(informer, truth), ...checkHeld(informer, truth)]
    return wrong.map((fault) => `Informers: ${fault} (${informer.text})`)
  })
}

function checkHeard({ heard }: InformerRecord, truth: Truth): string[] {
  const held = new Map<string, Json>()
  const newest = new Map<string, number>()
  return heard.flatMap((event) => {
    const { key, object, type } = event
    const revision = revisionOf(object)
    const wrong = [...inPlace(event, held.get(key)), ...wasThere(event, truth)]
    if (type === 'delete') {
      held.delete(key)
      // What it shows may be older than the end, which nobody saw.
      if (revision < (newest.get(key) ?? 0))
        wrong.push(`${key} went at ${revision}, after ${newest.get(key)}`)
    } else {
      held.set(key, object)
      if (revision <= (newest.get(key) ?? 0)) wrong.push(`${key} at ${revision} after ${newest.get(key)}`)
    }
    newest.set(key, revision)
    return wrong
  })
}

function inPlace({ type, key, object, old }: InformerEvent, held: Json): string[] {
  if (type === 'add') return held === undefined ? [] : [`${key} was added twice`]
  if (held === undefined) return [`${key} had ${type}, and was never added`]
  const other = held.metadata.uid !== object.metadata.uid
  if (other) return [`${key} became another without a delete`]
  return type === 'update' && revisionOf(old) !== revisionOf(held)
    ? [`${key} was updated from what it was not`]
    : []
}

function wasThere({ key, object, type }: InformerEvent, truth: Truth): string[] {
  const revision = revisionOf(object)
  const made = truth.made(revision)
  // A delete shows the last state, with the revision of the end where that was seen.
  const shown = type === 'delete' && made?.object === undefined ? made?.before : made
  const before = type === 'delete' ? made?.before : undefined
  const same = [shown, before].some(
    (version) =>
      version?.object !== undefined && version.key === key && isWhatInformersKeep(version.object, object),
  )
  return same ? [] : [`${key} at ${revision} never was so`]
}

/** All but the record of who set which field, which informers leave out. */
function isWhatInformersKeep(stored: Json, kept: Json): boolean {
  const { managedFields: _, ...metadata } = stored.metadata
  return sameObject({ ...stored, metadata }, kept)
}

function checkHeld({ holds, selection, heard }: InformerRecord, truth: Truth): string[] {
  const due = truth.selected(selection, truth.revision)
  const got = new Map(holds.map((object) => [keyOf(selection.resource, object.metadata), object]))
  const wrong = due.flatMap(({ key, object, revision }) => {
    const mine = got.get(key)
    got.delete(key)
    if (mine === undefined) return [`${key} is missing in the end`]
    return revisionOf(mine) === revision && isWhatInformersKeep(object, mine)
      ? []
      : [`${key} is not up to date in the end`]
  })
  const replayed = new Set<string>()
  for (const { type, key } of heard) {
    if (type === 'delete') replayed.delete(key)
    else replayed.add(key)
  }
  const unheard = holds.length !== replayed.size ? ['what it holds is not what it told'] : []
  return [...wrong, ...unheard, ...[...got.keys()].map((key) => `${key} is left in the end`)]
}
