// Which state a list shows and where it starts: the resourceVersion rules, pages over one snapshot, and the store as the
// last resort for revisions that no snapshot is kept of.
import { settle } from '../../base/node/system-clock.ts'
import { formatFieldError } from '../../machinery/field-error.ts'
import { badRequest, resourceExpired } from '../../machinery/status-error.ts'
import { StoreError } from '../../store/store.ts'
import { decodeContinue, encodeContinue } from '../cache/continue-token.ts'
import type { Entry } from '../cache/entry.ts'
import { OrderedEntries, type Segment } from '../cache/ordered-entries.ts'
import type { View } from '../cache/resource-cache.ts'
import { type Cancel, tooLargeResourceVersion } from '../cache/revision-waiters.ts'
import { selectedIn } from '../cache/selected-entries.ts'
import type { Selection } from '../cache/selection.ts'
import { type ListOptions, parseRevision, revisionFault } from '../request/options.ts'
import type { Core } from './core.ts'
import type { PageSnapshots, ScopedView } from './page-snapshots.ts'
import type { Resource } from './resource.ts'
import { storeFault } from './store-write.ts'

export interface Page {
  readonly segments: readonly Segment[]
  readonly revision: number
  readonly continueToken: string | undefined
  readonly remaining: number | undefined
}

export interface PageRequest {
  readonly resource: Resource
  readonly selection: Selection
  readonly options: ListOptions
  readonly cancel: Cancel
  readonly snapshots: PageSnapshots
}

export async function listPage(request: PageRequest, core: Core): Promise<Page> {
  const { options } = request
  if (options.continue !== '') return continuedPage(request, core)
  const view = await viewFor(request, core)
  const { selection, resource } = request
  if (selection.index.by === 'field' && options.limit === 0 && view.revision === core.feed.revision) {
    const entries = byField(resource, selection, selection.index.value)
    const segments: Segment[] = entries.length === 0 ? [] : [{ ...wholeOf(entries), fleeting: true }]
    return { ...whole, segments, revision: view.revision }
  }
  return cut(view, request, selection.from)
}

const whole = { continueToken: undefined, remaining: undefined }

async function viewFor(request: PageRequest, core: Core): Promise<ScopedView> {
  const { options, resource, cancel } = request
  // Upstream: apiserver pkg/storage/etcd3/store.go GetList, to which it is a bad request, where others call it invalid.
  const fault = revisionFault(options.resourceVersion)
  if (fault !== undefined) throw badRequest(`invalid resource version: ${formatFieldError(fault)}`)
  const revision = parseRevision(options.resourceVersion)
  if (revision === undefined) {
    if (core.store.revision > core.feed.revision) await core.feed.fresh(cancel)
    return wholeView(resource)
  }
  // A limit with a resourceVersion means exactly that revision, unless it is said otherwise.
  const match = options.resourceVersionMatch
  const exact = match === 'Exact' || (match === '' && options.limit > 0 && revision !== 0)
  if (exact) return viewAt(revision, request, core)
  await core.feed.reached(revision, cancel)
  return wholeView(resource)
}

async function continuedPage(request: PageRequest, core: Core): Promise<Page> {
  const { options, resource, selection } = request
  if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  const token = decodeContinue(options.continue)
  const outside = token.start < selection.from
  const from = outside ? selection.from : token.start
  if (token.revision < 0) {
    await core.feed.fresh(request.cancel)
    return cut(wholeView(resource), request, from)
  }
  const view = await viewAt(token.revision, { ...request, resumeAt: from }, core)
  return cut(view, request, from)
}

/** The state at exactly this revision. Throws 410 where it is gone. */
async function viewAt(
  revision: number,
  request: PageRequest & { readonly resumeAt?: string },
  core: Core,
): Promise<ScopedView> {
  const { resource, snapshots, selection } = request
  await core.feed.reached(revision, request.cancel)
  const kept = snapshots.get(resource.cache, { revision, scope: scopeOf(selection) })
  if (kept !== undefined) return kept
  const current = wholeView(resource)
  if (current.revision === revision) return current
  const recent = revision < core.store.compactRevision ? undefined : resource.cache.viewAt(revision)
  if (recent !== undefined) return { ...recent, scope: '' }
  try {
    return await viewFromStore(revision, request, core)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    if (error.code === 'future') throw tooLargeResourceVersion(revision, core.store.revision)
    if (error.code !== 'compacted') throw storeFault(error)
    throw expired(request.resumeAt)
  }
}

const expiredText =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.'

function expired(resumeAt: string | undefined): Error {
  if (resumeAt !== undefined)
    return resourceExpired(expiredText, encodeContinue({ revision: -1, start: resumeAt }))
  return resourceExpired('The resourceVersion for the provided list is too old.')
}

const wholeView = (resource: Resource): ScopedView => ({ ...resource.cache.view(), scope: '' })

/** What has to be read from the store for a selection: its namespace, or everything. */
const scopeOf = ({ from }: Selection) => (from.endsWith('/') ? from : '')

const parsedAtATime = 64

async function viewFromStore(revision: number, request: PageRequest, core: Core): Promise<ScopedView> {
  const { resource, selection } = request
  const { prefix, cache } = resource
  const entries = new OrderedEntries()
  const scope = scopeOf(selection)
  // At once: every call would count what comes after its page anew.
  const { kvs } = await core.store.list(prefix + scope, { revision })
  let seen = 0
  for (const { key, value, modRevision } of kvs) {
    if (++seen % parsedAtATime === 0) await settle()
    entries.set(cache.entryOf(key.slice(prefix.length), { value, revision: modRevision }))
  }
  return { revision, entries: entries.snapshot(), scope }
}

async function cut(view: ScopedView, request: PageRequest, from: string): Promise<Page> {
  const { selection, options, resource, snapshots } = request
  const limit = options.limit > 0 ? options.limit : Number.POSITIVE_INFINITY
  const segments = selection.everything
    ? view.entries.segments(from, selection.to, limit)
    : await matching(view, { selection, from, limit })
  const page = { ...whole, segments, revision: view.revision }
  const last = lastOf(segments)
  if (last === undefined || countOf(segments) < limit) return page
  const start = `${last.key}\0`
  const left = view.entries.count(start, selection.to)
  const more = selection.everything
    ? left > 0
    : (await matching(view, { selection, from: start, limit: 1 })).length > 0
  if (!more) return page
  snapshots.keep(resource.cache, view)
  return {
    ...page,
    continueToken: encodeContinue({ revision: view.revision, start }),
    // With a selector nobody knows how many remain.
    remaining: selection.everything ? left : undefined,
  }
}

function wholeOf(entries: readonly Entry[]): Segment {
  return { entries, start: 0, end: entries.length }
}

function lastOf(segments: readonly Segment[]): Entry | undefined {
  const segment = segments.at(-1)
  return segment?.entries[segment.end - 1]
}

export function countOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { start, end }) => sum + end - start, 0)
}

/** All entries of a page, in order. */
export function entriesOf({ segments }: Page): Entry[] {
  return segments.flatMap(({ entries, start, end }) => entries.slice(start, end))
}

interface Range {
  readonly selection: Selection
  readonly from: string
  readonly limit: number
}

/** Chunks looked through before other requests get their turn. */
const chunksAtATime = 8

async function matching(view: View, range: Range): Promise<Segment[]> {
  const { selection, from, limit } = range
  const found: Segment[] = []
  let left = limit
  let seen = 0
  for (const segment of view.entries.segments(from, selection.to, Number.POSITIVE_INFINITY)) {
    if (++seen % chunksAtATime === 0) await settle()
    const entries = selectedIn(segment, selection)
    if (entries.length === 0) continue
    found.push({ entries, start: 0, end: Math.min(entries.length, left) })
    left -= entries.length
    if (left <= 0) break
  }
  return found
}

function byField(resource: Resource, selection: Selection, value: string): Entry[] {
  return resource.cache.byField(value).filter((entry) => selection.matches(entry))
}
