// A page of a list in the form that was asked for: JSON from the entries' shared bytes, tables, metadata alone, YAML.
// Protobuf has its own file (protobuf-list.ts). Everything is made a slice at a time.
import { settle } from '../../base/node/system-clock.ts'
import { toYaml } from '../../machinery/codec/to-yaml.ts'
import type { Entry } from '../cache/entry.ts'
import type { Segment } from '../cache/ordered-entries.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { isStream, type ServerResponse } from '../request/exchange.ts'
import { contentTypes } from '../request/negotiate.ts'
import { jsonBytes } from '../request/respond.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { tableHead, tableRow } from '../table/table.ts'
import type { JoinedItems } from './joined-items.ts'
import type { Page } from './list-pages.ts'
import type { Resource } from './resource.ts'
import { type ListText, textPieces, wholeOrStream } from './sliced-body.ts'

export interface ListContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly nowMs: number
  readonly joined: JoinedItems
}

export async function answerPage(page: Page, context: ListContext): Promise<ServerResponse> {
  const { as, media } = context.request.accept
  const pieces =
    as === undefined && media !== 'yaml'
      ? joinedPieces(page, context)
      : textPieces(inOrder(page, context), listText(page, context))
  const body = await wholeOrStream(pieces)
  const response = jsonBytes(body)
  if (media === 'yaml') {
    const headers = { ...response.headers, 'content-type': contentTypes.yaml }
    return { ...response, headers, ...(isStream(body) && { bulk: true }) }
  }
  return isStream(body) ? { ...response, bulk: true } : response
}

/** Tables of some kinds have an order of their own. */
function inOrder({ segments }: Page, { request, resource }: ListContext): readonly Segment[] {
  const { compareRows } = resource.kind
  if (request.accept.as !== 'Table' || compareRows === undefined) return segments
  const entries = segments
    .flatMap((segment) => segment.entries.slice(segment.start, segment.end))
    .toSorted((a, b) => compareRows(resource.objectOf(a), resource.objectOf(b)))
  return entries.length === 0 ? [] : [{ entries, start: 0, end: entries.length, fleeting: true }]
}

export function listMeta(page: Page): Record<string, unknown> {
  return {
    resourceVersion: String(page.revision),
    ...(page.continueToken !== undefined && { continue: page.continueToken }),
    ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
  }
}

/** What surrounds the items, with the name of the field that holds them. */
function frameOf(page: Page, context: ListContext): { readonly head: object; readonly items: string } {
  const { request, resource } = context
  const { as, asVersion } = request.accept
  const metadata = listMeta(page)
  if (as === 'Table') return { head: tableHead({ ...context, metadata }), items: 'rows' }
  if (as === undefined) {
    const { listKind, apiVersion } = resource.kind
    return { head: { kind: listKind, apiVersion, metadata }, items: 'items' }
  }
  return { head: { kind: 'PartialObjectMetadataList', apiVersion: asVersion, metadata }, items: 'items' }
}

function itemOf({ request, resource, nowMs }: ListContext): (entry: Entry) => unknown {
  const { as, asVersion } = request.accept
  if (as === 'Table') {
    const row = tableRow({ request, resource, nowMs })
    return (entry) => row(resource.passingObjectOf(entry))
  }
  if (as !== undefined) return (entry) => partialMetadata(resource.passingObjectOf(entry), asVersion)
  // Items of custom resources say what they are.
  if (resource.kind.custom !== undefined) return (entry) => parseStored(resource.bytesOf(entry))
  return (entry) => {
    const { kind: _, apiVersion: __, ...rest } = parseStored<Record<string, unknown>>(resource.bytesOf(entry))
    return rest
  }
}

function listText(page: Page, context: ListContext): ListText {
  const { head, items } = frameOf(page, context)
  const item = itemOf(context)
  return context.request.accept.media === 'yaml' ? yamlText(head, items, item) : jsonText(head, items, item)
}

type ItemOf = (entry: Entry) => unknown

function jsonText(head: object, items: string, item: ItemOf): ListText {
  const open = `${JSON.stringify(head).slice(0, -1)},${JSON.stringify(items)}:[`
  return {
    head: open,
    items: (entries) => entries.map((entry) => JSON.stringify(item(entry))).join(','),
    separator: ',',
    tail: ']}\n',
    empty: `${open}]}\n`,
  }
}

/** Keys come in their order: those of the head that are greater than the items' stand behind them. */
function yamlText(head: object, items: string, item: ItemOf): ListText {
  const whole = (list: readonly unknown[]) => toYaml({ ...head, [items]: list })
  const list = (entries: readonly Entry[]) => toYaml(entries.map(item))
  const marker = 'x'
  const [before = '', after = ''] = whole([marker]).split(`\n- ${marker}\n`)
  return {
    head: `${before}\n`,
    items: list,
    separator: '',
    tail: after,
    empty: whole([]),
  }
}

/** Bytes joined before others get their turn. */
const joinedAtATime = 2 * 1024 * 1024

/** Items begin with their metadata: a list says once what they are, as upstream's lists do. */
async function* joinedPieces(page: Page, context: ListContext): AsyncGenerator<Buffer> {
  const { joined, resource } = context
  yield Buffer.from(`${JSON.stringify(frameOf(page, context).head).slice(0, -1)},"items":[`)
  let first = true
  let size = 0
  for (const bytes of joined.of(page.segments, { resource, form: 'json' })) {
    if (size > joinedAtATime) {
      await settle()
      size = 0
    }
    size += bytes.length
    // Joined items begin with the comma that separates them from what comes before.
    yield first ? bytes.subarray(1) : bytes
    first = false
  }
  yield listTail
}

const listTail = Buffer.from(']}\n')
