// Watch events in protobuf: frames of a length in four bytes and a WatchEvent, whose object lies in its own envelope.
// Upstream: apimachinery pkg/util/framer, apiserver pkg/endpoints/handlers/watch.go.
import { partialObjectMetadata, status as statusSchema } from '../../machinery/meta/meta.schema.ts'
import { envelopeParts } from '../../machinery/protobuf/envelope.ts'
import { protobufMediaType, writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import { WireWriter, wireType } from '../../machinery/protobuf/wire.ts'
import type { Entry } from '../cache/entry.ts'
import type { WatchItem } from '../cache/watcher.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { partialMetadata } from '../table/partial-metadata.ts'
import { lastBatchOf } from './last-batch.ts'
import type { Resource } from './resource.ts'
import { type EventEncoder, initialEventsEnd } from './watch-encoding.ts'

/** An object's message and what it is called. */
interface Message {
  readonly apiVersion: string
  readonly kind: string
  readonly bytes: Uint8Array
}

export function protobufEvents(request: ApiRequest, resource: Resource): EventEncoder {
  const forms = request.accept.as === undefined ? wholeForms(resource) : metadataForms(request, resource)
  const make = (items: readonly WatchItem[]) => {
    const frames = items.map((item) =>
      item.type === 'BOOKMARK'
        ? frame('BOOKMARK', forms.bookmark(item.revision, item.initialEventsEnd === true))
        : frame(item.type, forms.object(item.entry)),
    )
    return Buffer.concat(frames)
  }
  // Those who ask for JSON share by the resource itself.
  const shared = request.accept.as === undefined ? lastBatchOf(resource.protobufOf) : undefined
  return {
    contentType: `${protobufMediaType};stream=watch`,
    events: (items) => shared?.of(items, make) ?? make(items),
    error(status) {
      const { apiVersion, kind } = status
      return Buffer.from(frame('ERROR', { apiVersion, kind, bytes: writeProtobuf(statusSchema, status) }))
    },
  }
}

interface Forms {
  object(entry: Entry): Message
  bookmark(revision: number, end: boolean): Message
}

function bookmarkMetadata(revision: number, end: boolean): object {
  return { resourceVersion: String(revision), ...(end && initialEventsEnd) }
}

function wholeForms(resource: Resource): Forms {
  const { apiVersion, kind, schema } = resource.kind
  return {
    object: (entry) => ({ apiVersion, kind, bytes: resource.protobufOf(entry) }),
    bookmark: (revision, end) => ({
      apiVersion,
      kind,
      bytes: writeProtobuf(schema, { metadata: bookmarkMetadata(revision, end) }),
    }),
  }
}

function metadataForms(request: ApiRequest, resource: Resource): Forms {
  const apiVersion = request.accept.asVersion
  const partial = (metadata: object) => ({
    apiVersion,
    kind: 'PartialObjectMetadata',
    bytes: writeProtobuf(partialObjectMetadata, partialMetadata({ metadata }, apiVersion)),
  })
  return {
    object: (entry) => partial(resource.objectOf(entry).metadata),
    bookmark: (revision, end) => partial(bookmarkMetadata(revision, end)),
  }
}

const lengthSize = 4

/** WatchEvent: 1 type, 2 object {1 the bytes}. */
function frame(type: string, object: Message): Uint8Array {
  const { head, tail } = envelopeParts(object, object.bytes.length)
  const writer = new WireWriter({ capacity: object.bytes.length + 128 })
  writer.raw(new Uint8Array(lengthSize))
  writer.tag(1, wireType.bytes)
  writer.string(type)
  writer.tag(2, wireType.bytes)
  const opened = writer.open()
  writer.tag(1, wireType.bytes)
  writer.varint(head.length + object.bytes.length + tail.length)
  for (const part of [head, object.bytes, tail]) writer.raw(part)
  writer.close(opened)
  const bytes = writer.finish()
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, bytes.length - lengthSize)
  return bytes
}
