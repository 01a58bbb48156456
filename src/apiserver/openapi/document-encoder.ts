// JSON documents as protobuf messages in the manner of gnostic, driven by a table of its messages: maps become lists of named
// values, what may be one thing or another says which it is, and free values are YAML. What a document says beside or against
// the table is left out: documents come from other servers too. Upstream: gnostic openapiv2/OpenAPIv2.go, openapiv3/OpenAPIv3.go.
import { must } from '../../base/assert.ts'
import { isJsonObject } from '../../machinery/json-value.ts'
import { WireWriter, wireType } from '../../machinery/protobuf/wire.ts'

export interface DocumentTable {
  /**
   * By message, its fields in the order of their numbers from 1: `key:type`, or `key:type[]` for a list. `x-*` stands for all
   * extensions, `*` for all other keys, and a field without a key is the value itself, one or several.
   */
  readonly messages: Readonly<Record<string, string>>
  /** What is one of several types, numbered from 1; `pick` says which, and -1 for none. */
  readonly unions: Readonly<
    Record<string, { readonly of: readonly string[]; readonly pick: (value: unknown) => number }>
  >
}

/** A key of a value that should be an object, where it is a string. */
export function keyOf(value: unknown, key: string): string {
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return ''
  const found = value[key]
  return typeof found === 'string' ? found : ''
}

/** Of a thing and a reference to it. */
export function isReference(value: unknown): 0 | 1 {
  return isJsonObject(value) && Object.hasOwn(value, '$ref') ? 1 : 0
}

interface Field {
  readonly tag: number
  readonly key: string
  readonly type: string
  readonly isList: boolean
}

interface Scalar {
  readonly wire: number
  accepts(value: unknown): boolean
  write(writer: WireWriter, value: unknown): void
}

const scalars: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  [
    'string',
    {
      wire: wireType.bytes,
      accepts: (value) => typeof value === 'string',
      write: (writer, value) => writer.string(value as string),
    },
  ],
  [
    'bool',
    {
      wire: wireType.varint,
      accepts: (value) => typeof value === 'boolean',
      write: (writer, value) => writer.bool(value as boolean),
    },
  ],
  [
    'int64',
    {
      wire: wireType.varint,
      accepts: (value) => Number.isSafeInteger(value),
      write: (writer, value) => writer.varint(value as number),
    },
  ],
  [
    'double',
    {
      wire: wireType.fixed64,
      accepts: (value) => typeof value === 'number',
      write: (writer, value) => writer.double(value as number),
    },
  ],
])

const zeros: ReadonlySet<unknown> = new Set(['', false, 0])

/** An encoder of whole documents: objects of the message `Document`. */
export function documentEncoder({ messages, unions }: DocumentTable): (document: object) => Uint8Array {
  const fields = new Map<string, readonly Field[]>()
  const fieldsOf = (type: string): readonly Field[] => {
    let known = fields.get(type)
    if (known === undefined) {
      known = parseFields(must(messages[type], type))
      fields.set(type, known)
    }
    return known
  }

  /** One value; nothing where the value is not of that type. */
  function record(writer: WireWriter, { tag, type }: Pick<Field, 'tag' | 'type'>, value: unknown): void {
    const scalar = scalars.get(type)
    if (scalar !== undefined) {
      if (!scalar.accepts(value)) return
      writer.tag(tag, scalar.wire)
      scalar.write(writer, value)
      return
    }
    writer.tag(tag, wireType.bytes)
    const opened = writer.open()
    content(writer, type, value)
    writer.close(opened)
  }

  function content(writer: WireWriter, type: string, value: unknown): void {
    // JSON is YAML.
    const union = unions[type]
    const index = union?.pick(value) ?? 0
    const member = union?.of[index]
    if (type === 'any') record(writer, { tag: 2, type: 'string' }, JSON.stringify(value))
    else if (union === undefined) message(writer, type, value)
    else if (member !== undefined) record(writer, { tag: index + 1, type: member }, value)
  }

  function message(writer: WireWriter, type: string, value: unknown): void {
    const all = fieldsOf(type)
    const [first] = all
    if (first?.key === '[]') {
      for (const item of Array.isArray(value) ? value : [value]) record(writer, first, item)
      return
    }
    if (!isJsonObject(value)) return
    const hasExtensions = all.some(({ key }) => key === 'x-*')
    const isExtension = (key: string) => hasExtensions && key.startsWith('x-')
    for (const field of all) {
      if (field.key === 'x-*') named(writer, field, { value, wants: isExtension })
      else if (field.key === '*')
        named(writer, field, {
          value,
          wants: (key) => !isExtension(key) && !all.some((other) => other.key === key),
        })
      else if (Object.hasOwn(value, field.key)) property(writer, field, value[field.key])
    }
  }

  function property(writer: WireWriter, field: Field, value: unknown): void {
    if (!field.isList) {
      if (!zeros.has(value) || !scalars.has(field.type)) record(writer, field, value)
    } else if (Array.isArray(value)) for (const item of value) record(writer, field, item)
  }

  /** The entries of a map. */
  function named(
    writer: WireWriter,
    { tag, type }: Field,
    { value, wants }: { readonly value: object; readonly wants: (key: string) => boolean },
  ): void {
    for (const [key, item] of Object.entries(value)) {
      if (!wants(key)) continue
      writer.tag(tag, wireType.bytes)
      const opened = writer.open()
      property(writer, { tag: 1, key: 'name', type: 'string', isList: false }, key)
      property(writer, { tag: 2, key: 'value', type, isList: false }, item)
      writer.close(opened)
    }
  }

  return (document) => {
    const writer = new WireWriter({ capacity: 1024 * 1024 })
    message(writer, 'Document', document)
    return writer.finish().slice()
  }
}

function parseFields(text: string): readonly Field[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word, index) => {
      const [, key = '', type = '', list] = must(/^(.+):(\w+)(\[\])?$/.exec(word), word)
      return { tag: index + 1, key, type, isList: list !== undefined }
    })
}
