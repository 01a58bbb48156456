// A list in protobuf: the message tells its length before its items, so they are made before the first byte goes out, a
// slice at a time that other requests get their turn. Of a very large list only the lengths are kept, and the items made again
// as they are sent.
import { settle } from '../../base/node/system-clock.ts'
import { listMeta as listMetaSchema, partialObjectMetadata } from '../../machinery/meta/meta.schema.ts'
import { envelopeParts } from '../../machinery/protobuf/envelope.ts'
import { writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import type { Segment } from '../cache/ordered-entries.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { protobufBytes } from '../request/respond.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { records } from './joined-items.ts'
import { type ListContext, listMeta } from './list-body.ts'
import type { Page } from './list-pages.ts'
import { slicesOf } from './sliced-body.ts'

/** What is held of a list that is being made. */
const heldBytes = 64 * 1024 * 1024
const metadataField = 1
const itemsField = 2

/** Items as records in pieces; the same whenever it is called. */
type Items = () => Iterable<Uint8Array>

export async function protobufList(page: Page, context: ListContext): Promise<ServerResponse> {
  const { joined, resource, request } = context
  const { accept } = request
  const { apiVersion, listKind } = resource.kind
  const type =
    accept.as === undefined
      ? { apiVersion, kind: listKind }
      : { apiVersion: accept.asVersion, kind: 'PartialObjectMetadataList' }
  const items: Items =
    accept.as === undefined
      ? () => joined.of(page.segments, { resource, form: 'protobuf' })
      : () => metadataItems(page.segments, context)
  const metadata = records(metadataField, [writeProtobuf(listMetaSchema, listMeta(page))])
  const { held, size } = await measured(items)
  const { head, tail } = envelopeParts(type, metadata.length + size)
  if (held !== undefined) return protobufBytes([head, metadata, ...held, tail])
  return { ...protobufBytes(streamed([head, metadata], items, tail)), bulk: true }
}

function* metadataItems(segments: readonly Segment[], context: ListContext): Generator<Uint8Array> {
  const { request, resource } = context
  for (const slice of slicesOf(segments)) {
    const messages = slice.map((entry) =>
      writeProtobuf(
        partialObjectMetadata,
        partialMetadata(resource.passingObjectOf(entry), request.accept.asVersion),
      ).slice(),
    )
    yield records(itemsField, messages)
  }
}

/** How many bytes the items are, and they themselves where they are few enough to be held. */
async function measured(
  items: Items,
): Promise<{ readonly held: readonly Uint8Array[] | undefined; readonly size: number }> {
  let held: Uint8Array[] | undefined = []
  let size = 0
  for (const piece of items()) {
    if (size > 0) await settle()
    size += piece.length
    if (size > heldBytes) held = undefined
    held?.push(piece)
  }
  return { held, size }
}

async function* streamed(
  head: readonly Uint8Array[],
  items: Items,
  tail: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield* head
  for (const piece of items()) {
    yield piece
    await settle()
  }
  yield tail
}
