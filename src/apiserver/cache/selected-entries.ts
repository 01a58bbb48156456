// Which entries of a chunk a selector takes in, kept with the chunk: it does not change once a snapshot has it, and the same
// selectors are asked again and again (an informer's, a Service's, `kubectl get -l`). A chunk keeps its last few answers.
import type { Entry } from './entry.ts'
import type { Segment } from './ordered-entries.ts'
import type { Selection } from './selection.ts'

const perChunk = 4

const known = new WeakMap<readonly Entry[], Map<string, readonly Entry[]>>()

/** The segment's entries that match, in order: the same array for the same question about the same part of a chunk. */
export function selectedIn(segment: Segment, selection: Selection): readonly Entry[] {
  const { entries, start, end } = segment
  const { key } = selection
  if (key === undefined) return entries.slice(start, end).filter((entry) => selection.matches(entry))
  let answers = known.get(entries)
  if (answers === undefined) {
    answers = new Map()
    known.set(entries, answers)
  }
  const whole = start === 0 && end === entries.length
  // A namespace begins and ends within chunks.
  const question = whole ? key : `${start}-${end} ${key}`
  let found = answers.get(question)
  if (found === undefined) {
    const part = whole ? entries : entries.slice(start, end)
    found = part.filter((entry) => selection.matches(entry))
    // What takes in everything shares the chunk's array, and with it what has been joined of it.
    if (whole && found.length === entries.length) found = entries
    for (const oldest of answers.keys()) {
      if (answers.size < perChunk) break
      answers.delete(oldest)
    }
    answers.set(question, found)
  }
  return found
}
