// WATCH: first what is there (where asked for), then every change, with bookmarks and a time limit. The entries' bytes
// are wrapped, never made again. Upstream: apiserver pkg/storage/cacher and pkg/endpoints/handlers/watch.go.

import { onAbort } from '../../base/abort.ts'
import { settle } from '../../base/node/system-clock.ts'
import { randomInt } from '../../base/rng.ts'
import { badRequest, notAcceptable, StatusError } from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import type { Selection } from '../cache/selection.ts'
import { sizeOf, type Watcher, type WatchItem } from '../cache/watcher.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { contentTypes } from '../request/negotiate.ts'
import { type ListOptions, listOptions, parseRevision } from '../request/options.ts'
import { type RequestInfo, selectedName } from '../request/request-info.ts'
import { jsonBytes, withHeaders } from '../request/respond.ts'
import type { Core } from './core.ts'
import { selectionFor } from './list.ts'
import { protobufEvents } from './protobuf-events.ts'
import type { Resource } from './resource.ts'
import { type EventEncoder, eventEncoder } from './watch-encoding.ts'

const bookmarkMs = 60_000
const minTimeoutSeconds = 1800
/** What goes out as one buffer: about so much, at most. */
const sliceItems = 512
const sliceBytes = 1 << 20
/** Of what was there at the start: events at a time, and entries looked at before others get their turn. */
const initialItems = 128
const lookedAtATime = 4096

const streamable = ['application/json', contentTypes.protobuf].map((type) => `${type};stream=watch`)

export async function watchObjects(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  const options = ofOne(request.info, listOptions(request.query, true))
  // YAML has no form for a stream.
  if (request.accept.media === 'yaml') throw notAcceptable(streamable)
  const selection = selectionFor(request, resource, options)
  const encode =
    request.accept.media === 'protobuf'
      ? protobufEvents(request, resource)
      : eventEncoder(request, resource, core)
  const headers = { 'content-type': encode.contentType }
  const begun = await begin({ request, resource, selection, options }, core).catch(failureOf)
  if (begun instanceof StatusError) return withHeaders(jsonBytes(failureStream(begun, encode)), headers)
  // Also where the transport never comes to read the body.
  const abortion = onAbort(request.signal, () => resource.cache.release(begun.watcher))
  const body = stream(begun, { resource, options, encode, core, abortion })
  return withHeaders(jsonBytes(body), headers)
}

/** Below /watch/ a path may name one object. Upstream: apiserver pkg/endpoints/handlers/get.go ListResource. */
function ofOne({ name }: RequestInfo, options: ListOptions): ListOptions {
  if (name === '') return options
  const { fieldSelector } = options
  if (fieldSelector === '')
    return { ...options, fieldSelector: `metadata.name=${name.replace(/[\\,=]/g, '\\$&')}` }
  if (selectedName(fieldSelector, 'watch') !== name)
    throw badRequest("fieldSelector metadata.name doesn't match requested name")
  return options
}

function failureOf(error: unknown): StatusError {
  if (error instanceof StatusError && error.code === 410) return error
  throw error
}

/** Upstream answers 200 and tells in the stream that the revision is gone. */
async function* failureStream(error: StatusError, encode: EventEncoder): AsyncGenerator<Buffer> {
  yield encode.error(error.status)
}

interface Begun {
  readonly watcher: Watcher
  /** What was there at the start: what the selection takes in of it is sent first. */
  readonly initial: readonly Entry[]
  readonly revision: number
  /** A bookmark tells where the initial events end. */
  readonly markEnd: boolean
}

interface WatchRequest {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly selection: Selection
  readonly options: ListOptions
}

async function begin(watch: WatchRequest, core: Core): Promise<Begun> {
  const { request, resource, selection, options } = watch
  const { cache } = resource
  const asked = parseRevision(options.resourceVersion)
  const fromNow = asked === undefined || asked === 0
  if (asked === undefined) await core.feed.fresh(request)
  const initialEvents = options.sendInitialEvents ?? fromNow
  if (!initialEvents) {
    const revision = fromNow ? core.feed.revision : asked
    const watcher = cache.watchAfter(selection, revision)
    return { watcher, initial: [], revision, markEnd: false }
  }
  if (!fromNow) await core.feed.reached(asked, request)
  const { entries, revision } = cache.view()
  const watcher = cache.watchAfter(selection, revision)
  const everything =
    selection.index.by === 'field'
      ? cache.byField(selection.index.value)
      : entries.slice(selection.from, selection.to, Infinity)
  return {
    watcher,
    initial: everything,
    revision,
    markEnd: options.sendInitialEvents === true && options.allowWatchBookmarks,
  }
}

interface StreamContext {
  readonly resource: Resource
  readonly options: ListOptions
  readonly encode: EventEncoder
  readonly core: Core
  readonly abortion: Disposable
}

async function* stream(begun: Begun, context: StreamContext): AsyncGenerator<Buffer> {
  const { watcher } = begun
  const { resource, encode } = context
  using _timers = keepTime(watcher, context)
  try {
    yield* initialEvents(begun, context)
    if (begun.markEnd)
      yield encode.events([{ type: 'BOOKMARK', revision: begun.revision, initialEventsEnd: true }])
    for (;;) {
      const items = await watcher.next()
      if (items === undefined) return
      for (const slice of slices(items)) yield eventsOf(slice, context)
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    yield encode.error(error.status)
  } finally {
    context.abortion[Symbol.dispose]()
    resource.cache.release(watcher)
  }
}

/** What a webhook converts has to be waited for. */
function eventsOf(
  items: readonly WatchItem[],
  { resource, encode }: Pick<StreamContext, 'resource' | 'encode'>,
): Buffer | Promise<Buffer> {
  if (resource.ready === undefined) return encode.events(items)
  const entries = items.flatMap((item) => (item.type === 'BOOKMARK' ? [] : [item.entry]))
  return resource.ready(entries).then(() => encode.events(items))
}

/** A reader that does not keep up must not hold thousands of events, nor megabytes of them, as one buffer. */
function* slices(items: readonly WatchItem[]): Generator<readonly WatchItem[], undefined> {
  let start = 0
  let bytes = 0
  for (const [i, item] of items.entries()) {
    const size = sizeOf(item)
    if (i > start && (i - start === sliceItems || bytes + size > sliceBytes)) {
      yield items.slice(start, i)
      start = i
      bytes = 0
    }
    bytes += size
  }
  if (start < items.length) yield start === 0 ? items : items.slice(start)
}

/** What was there, a slice at a time: between two of them other requests get their turn. */
async function* initialEvents({ initial, watcher }: Begun, context: StreamContext): AsyncGenerator<Buffer> {
  const { selection } = watcher
  let items: WatchItem[] = []
  for (const [at, entry] of initial.entries()) {
    if (selection.everything || selection.matches(entry)) items.push({ type: 'ADDED', entry })
    if (items.length === initialItems) {
      for (const slice of slices(items)) yield eventsOf(slice, context)
      items = []
      await settle()
    } else if (at % lookedAtATime === lookedAtATime - 1) await settle()
  }
  for (const slice of slices(items)) yield eventsOf(slice, context)
}

/** Bookmarks every minute, and the end when the time is over. */
function keepTime(watcher: Watcher, context: StreamContext): Disposable {
  const { options, core } = context
  const seconds = options.timeoutSeconds ?? minTimeoutSeconds + randomInt(core.rng, minTimeoutSeconds)
  const timeout = core.clock.after(seconds * 1000, () => watcher.end())
  let bookmark = timeout
  const mark = () => {
    watcher.push({ type: 'BOOKMARK', revision: core.feed.revision })
    bookmark = core.clock.after(bookmarkMs, mark)
  }
  if (options.allowWatchBookmarks) {
    const soon = seconds * 1000 - 2000
    bookmark = core.clock.after(soon > 0 ? Math.min(bookmarkMs, soon) : bookmarkMs, mark)
  }
  return {
    [Symbol.dispose]: () => {
      timeout.cancel()
      bookmark.cancel()
    },
  }
}
