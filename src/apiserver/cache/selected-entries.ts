// Which entries of a chunk a selector takes in, kept with the chunk: it does not change once a snapshot has it, and the same
// selectors are asked again and again (an informer's, a Service's, `kubectl get -l`). A chunk keeps its last few answers.
import type { Entry } from './entry.ts'
import type { Segment } from './ordered-entries.ts'
import type { Selection } from './selection.ts'

const perChunk = 4

const known = new WeakMap<readonly Entry[], Map<string, readonly Entry[]>>()

/** The segment's entries that match, in order: the same array for the same question about a whole chunk. */
export function selectedIn(segment: Segment, selection: Selection): readonly Entry[] {
  const { entries, start, end } = segment
  const { key } = selection
  if (key === undefined || start > 0 || end < entries.length)
    return entries.slice(start, end).filter((entry) => selection.matches(entry))
  let answers = known.get(entries)
  if (answers === undefined) {
    answers = new Map()
    known.set(entries, answers)
  }
  let found = answers.get(key)
  if (found === undefined) {
    found = entries.filter((entry) => selection.matches(entry))
    // What takes in everything shares the chunk's array, and with it what has been joined of it.
    if (found.length === entries.length) found = entries
    for (const oldest of answers.keys()) {
      if (answers.size < perChunk) break
      answers.delete(oldest)
    }
    answers.set(key, found)
  }
  return found
}
