// What surrounds an object in protobuf: four bytes that say so, then runtime.Unknown, which tells the type and holds the
// object's own message. Upstream: apimachinery pkg/runtime/serializer/protobuf/protobuf.go, pkg/runtime/types_proto.go.
import { CodecError } from '../codec/codec-error.ts'
import { withCodecErrors } from './kube-codec.ts'
import { expectWire } from './value-codecs.ts'
import { WireReader, WireWriter, wireType } from './wire.ts'

/** An object whose type is told but whose content has not been read. */
export interface Envelope {
  readonly apiVersion: string
  readonly kind: string
  readonly raw: Uint8Array
}

const magic = [0x6b, 0x38, 0x73, 0x00]

/** Throws CodecError where the bytes are no enveloped object. `raw` is a view of them. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length === 0) throw new CodecError('syntax', 'empty data')
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    const prefix = `expected prefix [${magic.join(' ')}]`
    throw new CodecError('syntax', `provided data does not appear to be a protobuf message, ${prefix}`)
  }
  if (bytes.length === magic.length) throw new CodecError('syntax', 'empty body')
  return withCodecErrors(() => readUnknown(new WireReader(bytes, { start: magic.length, end: bytes.length })))
}

function readUnknown(reader: WireReader): Envelope {
  let type = { apiVersion: '', kind: '' }
  let raw: Uint8Array = new Uint8Array()
  while (!reader.done) {
    const tag = reader.tag('Unknown')
    if (tag >>> 3 === 1) {
      expectWire(tag, wireType.bytes, 'TypeMeta')
      type = readTypeMeta(reader.nested())
    } else if (tag >>> 3 === 2) {
      expectWire(tag, wireType.bytes, 'Raw')
      raw = reader.bytes()
    } else reader.skip(tag)
  }
  return { ...type, raw }
}

function readTypeMeta(reader: WireReader): { readonly apiVersion: string; readonly kind: string } {
  let apiVersion = ''
  let kind = ''
  while (!reader.done) {
    const tag = reader.tag('Unknown')
    if (tag >>> 3 === 1) {
      expectWire(tag, wireType.bytes, 'APIVersion')
      apiVersion = reader.string()
    } else if (tag >>> 3 === 2) {
      expectWire(tag, wireType.bytes, 'Kind')
      kind = reader.string()
    } else reader.skip(tag)
  }
  return { apiVersion, kind }
}

/** What comes before and behind an object's message of that size. */
export function envelopeParts(
  type: { readonly apiVersion: string; readonly kind: string },
  size: number,
): { readonly head: Uint8Array; readonly tail: Uint8Array } {
  const writer = new WireWriter({ capacity: 64 })
  writer.raw(Uint8Array.from(magic))
  writer.tag(1, wireType.bytes)
  const opened = writer.open()
  writer.tag(1, wireType.bytes)
  writer.string(type.apiVersion)
  writer.tag(2, wireType.bytes)
  writer.string(type.kind)
  writer.close(opened)
  writer.tag(2, wireType.bytes)
  writer.varint(size)
  return { head: writer.finish(), tail: unsaid }
}

/** Content encoding and type: written though empty. */
const unsaid = Uint8Array.of(0x1a, 0, 0x22, 0)
