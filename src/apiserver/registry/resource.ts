// A served resource: its kind, where its objects lie, and its own additions to the generic behaviour. Two versions of
// one kind are two resources over one cache.
import { deprecationWarning } from '../../api/deprecations.ts'
import type { DropDisabledFields } from '../../api/enablement/disabled-fields.ts'
import type { FieldError } from '../../machinery/field-error.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { writeProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import type { Subject } from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import type { ProtobufForms } from '../cache/protobuf-forms.ts'
import { type ResourceCache, selectableValues } from '../cache/resource-cache.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { UserInfo } from '../request/user.ts'
import type { WorkingObject } from './object.ts'

/** What a write of one resource does beside the generic steps. */
export interface ResourceHooks {
  /**
   * Takes what the object needs from the server's allocators (addresses, ports). Called after admission, before
   * validation; the result gives it back and is called when the write is not done. `user` is who makes a new object.
   */
  allocate?(next: WorkingObject, old: KubeObject | undefined, user?: UserInfo): (() => void) | undefined
  /** Faults that only a look at other objects shows; the object is in its stored form. */
  faults?(next: KubeObject, old: KubeObject | undefined): readonly FieldError[]
  /** What a first delete changes beside the marks that every delete leaves; the result is the caller's own. */
  beginDeletion?(obj: KubeObject): WorkingObject | undefined
  /** Seconds after which the object goes away by itself. */
  ttlSeconds?(obj: WorkingObject): number
}

export interface Resource {
  readonly kind: Kind
  /** For messages: group and plural. */
  readonly subject: Subject
  /** For invalid(): group and kind. */
  readonly kindSubject: Subject
  readonly cache: ResourceCache
  /** In the store. */
  readonly prefix: string
  readonly hooks: ResourceHooks
  /** What every request for this version is told, if it goes one day. */
  readonly deprecation?: string | undefined
  /** Takes fields out whose feature gate is off; absent where none is. */
  readonly dropDisabledFields: DropDisabledFields | undefined
  /** Bytes that start every object: `{"kind":"Pod","apiVersion":"v1",`. List items go without them. */
  readonly typePrefix: string
  /** The entry's JSON in the version that this resource serves. */
  bytesOf(entry: Entry): Buffer
  /** Its message in protobuf, without the envelope. */
  protobufOf(entry: Entry): Uint8Array
  /** The entry's object in this version, shared: nobody may change it. */
  objectOf(entry: Entry): KubeObject
  /** The same for those who go through all: it is not kept for others. */
  passingObjectOf(entry: Entry): KubeObject
  /** Values of the kind's field selectors. */
  fieldsOf(entry: Entry): readonly string[]
  /** A copy of it that the caller owns. */
  copyOf(entry: Entry): WorkingObject
  toStored(obj: WorkingObject): WorkingObject
  /** Where forms cannot be had at once (a webhook converts them): makes those of these entries, before they are read. */
  ready?(entries: readonly Entry[]): Promise<void>
  /** As toStored(), where that cannot be had at once. */
  storable?(obj: WorkingObject): Promise<WorkingObject>
  /** An object of another version in this one, where a webhook converts. Rejects with StatusError. */
  inThisVersion?(obj: WorkingObject): Promise<WorkingObject>
  /** The other way; the result may share parts with `stored`. */
  fromStored(stored: KubeObject): KubeObject
}

export function resourceOf(
  kind: Kind,
  options: {
    readonly cache: ResourceCache
    readonly protobuf: ProtobufForms
    readonly prefix: string
    readonly hooks?: ResourceHooks
    readonly dropDisabledFields?: DropDisabledFields | undefined
  },
): Resource {
  const { cache, protobuf, prefix, hooks = {}, dropDisabledFields } = options
  const base = {
    kind,
    subject: { group: kind.group, resource: kind.plural },
    kindSubject: { group: kind.group, resource: kind.kind },
    cache,
    prefix,
    hooks,
    deprecation: deprecationWarning(kind),
    dropDisabledFields,
    typePrefix: `{"kind":${JSON.stringify(kind.kind)},"apiVersion":${JSON.stringify(kind.apiVersion)},`,
  }
  const { storedAs } = kind
  if (storedAs === undefined) return { ...base, ...plainForms(cache, kind, protobuf) }
  return { ...base, ...convertedForms(cache, kind, storedAs) }
}

type Forms = Pick<
  Resource,
  | 'bytesOf'
  | 'protobufOf'
  | 'objectOf'
  | 'passingObjectOf'
  | 'fieldsOf'
  | 'copyOf'
  | 'toStored'
  | 'fromStored'
>

function plainForms(cache: ResourceCache, kind: Kind, protobuf: ProtobufForms): Forms {
  return {
    bytesOf: (entry) => entry.bytes,
    protobufOf: (entry) => protobuf.of(entry, kind.schema),
    objectOf: (entry) => cache.read(entry),
    passingObjectOf: (entry) => entry.parsed ?? parseStored(entry.bytes),
    fieldsOf: (entry) => entry.fields,
    copyOf: parseCopy,
    toStored: (obj) => obj,
    fromStored: (stored) => stored,
  }
}

function parseCopy(entry: Entry): WorkingObject {
  return parseStored(entry.bytes)
}

function convertedForms(cache: ResourceCache, kind: Kind, storedAs: NonNullable<Kind['storedAs']>): Forms {
  const objects = new WeakMap<Entry, KubeObject>()
  const bytes = new WeakMap<Entry, Buffer>()
  const objectOf = (entry: Entry) => {
    let obj = objects.get(entry)
    if (obj === undefined) {
      obj = storedAs.fromStored(cache.read(entry))
      objects.set(entry, obj)
    }
    return obj
  }
  const bytesOf = (entry: Entry) => {
    let found = bytes.get(entry)
    if (found === undefined) {
      found = Buffer.from(JSON.stringify(objectOf(entry)))
      bytes.set(entry, found)
    }
    return found
  }
  return {
    bytesOf,
    objectOf,
    passingObjectOf: objectOf,
    protobufOf: (entry) => writeProtobuf(kind.schema, objectOf(entry)),
    fieldsOf: (entry) => selectableValues(kind, objectOf(entry)),
    copyOf: (entry) => parseStored(bytesOf(entry)),
    toStored: (obj) => storedAs.toStored(obj as unknown as KubeObject) as unknown as WorkingObject,
    fromStored: (stored) => storedAs.fromStored(stored),
  }
}
