// A list in protobuf: the message tells its length before its items, so all of them are made first, a slice at a time
// that other requests get their turn.
import { settle } from '../../base/node/system-clock.ts'
import { listMeta } from '../../machinery/meta/meta.schema.ts'
import { envelopeParts } from '../../machinery/protobuf/envelope.ts'
import { writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import { WireWriter, wireType } from '../../machinery/protobuf/wire.ts'
import type { Entry } from '../cache/entry.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { protobufBytes } from '../request/respond.ts'
import type { Resource } from './resource.ts'

const sliceSize = 256

export async function protobufList(
  entries: readonly Entry[],
  list: { readonly resource: Resource; readonly metadata: object },
): Promise<ServerResponse> {
  const { resource, metadata } = list
  const { apiVersion, listKind } = resource.kind
  const parts: Uint8Array[] = [record(1, [writeProtobuf(listMeta, metadata)])]
  for (let from = 0; from < entries.length; from += sliceSize) {
    if (from > 0) await settle()
    const slice = entries.slice(from, from + sliceSize)
    parts.push(
      record(
        2,
        slice.map((entry) => resource.protobufOf(entry)),
      ),
    )
  }
  const size = parts.reduce((sum, { length }) => sum + length, 0)
  const { head, tail } = envelopeParts({ apiVersion, kind: listKind }, size)
  return protobufBytes([head, ...parts, tail])
}

/** Messages as records of one field. */
function record(field: number, messages: readonly Uint8Array[]): Uint8Array {
  // Six bytes are the most that a tag and a length take here.
  const capacity = messages.reduce((sum, { length }) => sum + length + 6, 0)
  const writer = new WireWriter({ capacity })
  for (const message of messages) {
    writer.tag(field, wireType.bytes)
    writer.bytes(message)
  }
  return writer.finish()
}
