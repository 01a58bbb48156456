// Everything that was written down, held against the log.
import { type HistoryEntry, StoreHistory } from '../../../src/store/watch-checker.ts'
import { checkInformers } from './check-informers.ts'
import { checkReads } from './check-reads.ts'
import { checkWatches } from './check-watches.ts'
import { checkWrites } from './check-writes.ts'
import type { Records } from './records.ts'
import { resources } from './selection.ts'
import { Truth } from './truth.ts'

const prefixes = resources.map((resource) => `/registry/core/${resource}/`)

/** `log` holds every revision of the store. Answers with what is wrong, the property's name first. */
export function checkHistory(log: readonly HistoryEntry[], records: Records): string[] {
  const history = new StoreHistory(log)
  const gaps = history.gaps().map((gap) => `Revisions: ${gap}`)
  // Others write, too: the server itself, what every cluster has.
  const mine = log.filter(({ key }) => prefixes.some((prefix) => key.startsWith(prefix)))
  const truth = new Truth(mine, history.revision)
  return [
    ...gaps,
    ...checkWrites(records.calls, truth),
    ...checkReads(records.calls, truth),
    ...checkWatches(records.watches, truth),
    ...checkInformers(records.informers, truth),
  ]
}
