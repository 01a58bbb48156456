// LIST: finds the page, then sends the entries' bytes, joined by the chunk. Big answers go out in pieces, so that a
// hundred thousand objects neither hold the loop nor need a buffer of their size.
import type { Entry } from '../cache/entry.ts'
import type { Segment } from '../cache/ordered-entries.ts'
import { type Selection, selectionOf } from '../cache/selection.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { isStream, type ServerResponse } from '../request/exchange.ts'
import { listOptions } from '../request/options.ts'
import { jsonBytes } from '../request/respond.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { tableOf } from '../table/table.ts'
import { answerValue, wrongForm } from './answer-object.ts'
import type { Core } from './core.ts'
import { takesNamespace, unknownFieldLabel } from './field-labels.ts'
import { namespaceFor } from './get.ts'
import type { JoinedItems } from './joined-items.ts'
import { entriesOf, listPage, type Page } from './list-pages.ts'
import { protobufList } from './protobuf-list.ts'
import type { Resource } from './resource.ts'

/** Bodies up to about this size are put together before the first byte goes out. */
const wholeLimit = 8 * 1024 * 1024

export async function listObjects(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  const options = listOptions(request.query, false)
  const selection = selectionFor(request, resource, options)
  if (request.accept.as === 'PartialObjectMetadata') {
    const why = 'you requested PartialObjectMetadata, but the requested object is a list'
    throw wrongForm(why, resource.kind, { list: true })
  }
  const page = await listPage(
    { resource, selection, options, cancel: request, snapshots: core.snapshots },
    core,
  )
  const { as, media } = request.accept
  if (as === undefined && media === 'protobuf')
    return protobufList(entriesOf(page), { resource, metadata: listMeta(page) })
  return answerPage(page, { request, resource, nowMs: core.clock.now(), joined: core.joined })
}

export function selectionFor(
  request: ApiRequest,
  resource: Resource,
  options: { readonly labelSelector: string; readonly fieldSelector: string },
): Selection {
  const { kind } = resource
  const { labelSelector, fieldSelector } = options
  const namespaced = kind.scope === 'Namespaced'
  return selectionOf({
    namespaced,
    namespace: namespaceFor(request, resource),
    labelSelector,
    fieldSelector,
    fieldSelectors: kind.fieldSelectors ?? none,
    fieldsOf: resource.fieldsOf,
    takesNamespace: takesNamespace(kind),
    unknownField: (field) => unknownFieldLabel(kind, field),
  })
}

const none: readonly string[] = []

interface ListContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly nowMs: number
  readonly joined: JoinedItems
}

function answerPage(page: Page, context: ListContext): ServerResponse {
  const { request } = context
  const { accept } = request
  if (accept.as === undefined && accept.media === 'json') {
    const body = listBody(page, context)
    return isStream(body) ? { ...jsonBytes(body), bulk: true } : jsonBytes(body)
  }
  return answerValue(transformed(page, context), request)
}

function transformed(page: Page, context: ListContext): unknown {
  const { request, resource } = context
  const { as, asVersion } = request.accept
  const metadata = listMeta(page)
  if (as === 'Table') return tableOf(entriesOf(page), { ...context, metadata })
  if (as === undefined) {
    const { listKind, apiVersion } = resource.kind
    return {
      kind: listKind,
      apiVersion,
      metadata,
      items: entriesOf(page).map((entry) => itemOf(resource, entry)),
    }
  }
  const items = entriesOf(page).map((entry) => partialMetadata(resource.objectOf(entry), asVersion))
  return { kind: 'PartialObjectMetadataList', apiVersion: asVersion, metadata, items }
}

function itemOf(resource: Resource, entry: Entry): unknown {
  const {
    kind: _kind,
    apiVersion: _version,
    ...rest
  } = parseStored<Record<string, unknown>>(resource.bytesOf(entry))
  return rest
}

function listMeta(page: Page): Record<string, unknown> {
  return {
    resourceVersion: String(page.revision),
    ...(page.continueToken !== undefined && { continue: page.continueToken }),
    ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
  }
}

function listHead(page: Page, resource: Resource): string {
  const { listKind, apiVersion } = resource.kind
  return `{"kind":"${listKind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(listMeta(page))},"items":[`
}

const listTail = Buffer.from(']}\n')

/** Items begin with their metadata: a list says once what they are, as upstream's lists do. */
function listBody(page: Page, { resource, joined }: ListContext): readonly Buffer[] | AsyncIterable<Buffer> {
  const head = Buffer.from(listHead(page, resource))
  const [first, ...others] = page.segments
  if (first === undefined) return [head, listTail]
  const begin = joined.of(first, resource)
  // Joined items begin with the comma that separates them from what comes before.
  const start = [head, begin.subarray(1)]
  if (begin.length * page.segments.length > wholeLimit)
    return pieces(start, others, (segment) => joined.of(segment, resource))
  return [...start, ...others.map((segment) => joined.of(segment, resource)), listTail]
}

async function* pieces(
  start: readonly Buffer[],
  segments: readonly Segment[],
  join: (segment: Segment) => Buffer,
): AsyncGenerator<Buffer> {
  yield* start
  for (const segment of segments) yield join(segment)
  yield listTail
}
