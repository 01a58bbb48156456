// LIST: finds the page, then joins the entries' bytes. Big answers go out in pieces, so that a hundred thousand objects
// neither hold the loop nor need a buffer of their size.
import type { Entry } from '../cache/entry.ts'
import { type Selection, selectionOf } from '../cache/selection.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { listOptions } from '../request/options.ts'
import { jsonBytes } from '../request/respond.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { tableOf } from '../table/table.ts'
import { answerValue } from './answer-object.ts'
import type { Core } from './core.ts'
import { namespaceFor } from './get.ts'
import { listPage, type Page } from './list-pages.ts'
import type { Resource } from './resource.ts'

/** Bodies up to this size go out as one buffer with a Content-Length. */
const wholeLimit = 2 * 1024 * 1024
const pieceSize = 256 * 1024

export async function listObjects(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  const options = listOptions(request.query, false)
  const selection = selectionFor(request, resource, options)
  const page = await listPage(
    { resource, selection, options, cancel: request, snapshots: core.snapshots },
    core,
  )
  return answerPage(page, { request, resource, nowMs: core.clock.now() })
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
    groupVersionKind: `${kind.apiVersion}, Kind=${kind.kind}`,
  })
}

const none: readonly string[] = []

interface ListContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly nowMs: number
}

function answerPage(page: Page, context: ListContext): ServerResponse {
  const { request, resource } = context
  const { accept } = request
  if (accept.as === undefined && accept.media === 'json') return jsonBytes(listBody(page, resource))
  return answerValue(transformed(page, context), request)
}

function transformed(page: Page, context: ListContext): unknown {
  const { request, resource } = context
  const { as, asVersion } = request.accept
  const metadata = listMeta(page)
  if (as === 'Table') return tableOf(page.entries, { ...context, metadata })
  if (as === undefined) {
    const { listKind, apiVersion } = resource.kind
    return {
      kind: listKind,
      apiVersion,
      metadata,
      items: page.entries.map((entry) => itemOf(resource, entry)),
    }
  }
  const items = page.entries.map((entry) => partialMetadata(resource.objectOf(entry), asVersion))
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

const listTail = ']}\n'

function listBody(page: Page, resource: Resource): Buffer | AsyncIterable<Buffer> {
  const head = Buffer.from(listHead(page, resource))
  const drop = resource.typePrefix.length
  let size = head.length + listTail.length
  for (const entry of page.entries) size += resource.bytesOf(entry).length - drop + 2
  if (page.entries.length > 0) size--
  return size <= wholeLimit ? wholeBody(page, { resource, head, size }) : bodyPieces(page, { resource, head })
}

/** Items begin with their metadata: a list says once what they are, as upstream's lists do. */
function wholeBody(
  page: Page,
  parts: { readonly resource: Resource; readonly head: Buffer; readonly size: number },
): Buffer {
  const { resource, head, size } = parts
  const body = Buffer.allocUnsafe(size)
  let at = head.copy(body)
  for (const entry of page.entries)
    at = copyItem(body, at, {
      bytes: resource.bytesOf(entry),
      drop: resource.typePrefix.length,
      first: at === head.length,
    })
  body.write(listTail, at, 'latin1')
  return body
}

interface Item {
  readonly bytes: Buffer
  readonly drop: number
  readonly first: boolean
}

/** Writes `,{` (or `{`) and the item without its type; returns where it ends. */
function copyItem(target: Buffer, at: number, item: Item): number {
  let position = at
  if (!item.first) target[position++] = 0x2c
  target[position++] = 0x7b
  item.bytes.copy(target, position, item.drop)
  return position + item.bytes.length - item.drop
}

async function* bodyPieces(
  page: Page,
  parts: { readonly resource: Resource; readonly head: Buffer },
): AsyncGenerator<Buffer> {
  const { resource, head } = parts
  const drop = resource.typePrefix.length
  let pending: { readonly bytes: Buffer; readonly first: boolean }[] = []
  let size = 0
  let first = true
  yield head
  for (const entry of page.entries) {
    const bytes = resource.bytesOf(entry)
    pending.push({ bytes, first })
    size += bytes.length - drop + (first ? 1 : 2)
    first = false
    if (size < pieceSize) continue
    yield joined(pending, size, drop)
    pending = []
    size = 0
  }
  yield Buffer.concat([joined(pending, size, drop), Buffer.from(listTail)])
}

function joined(
  items: readonly { readonly bytes: Buffer; readonly first: boolean }[],
  size: number,
  drop: number,
): Buffer {
  const piece = Buffer.allocUnsafe(size)
  let at = 0
  for (const { bytes, first } of items) at = copyItem(piece, at, { bytes, drop, first })
  return piece
}
