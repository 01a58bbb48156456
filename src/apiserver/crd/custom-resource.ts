// One version of a kind that users define, as a resource. Its objects lie in the store in whatever version was the storage
// version when they were written; how they look in this one is found out once an entry.
import { assert } from '../../base/assert.ts'
import type { JsonObject } from '../../machinery/json-value.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import type { Entry } from '../cache/entry.ts'
import { type ResourceCache, selectableValues } from '../cache/resource-cache.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { WorkingObject } from '../registry/object.ts'
import type { Resource } from '../registry/resource.ts'
import type { Converter } from './conversion-webhook.ts'
import type { CustomDefinition, CustomVersion } from './custom-definition.ts'
import { customKind } from './custom-kind.ts'
import { asStored, fromStorage, isWrittenIn, readIn, toStorage } from './versions.ts'

export interface CustomPlace {
  readonly cache: ResourceCache
  /** In the store. */
  readonly prefix: string
  /** Absent where versions differ in nothing but their name. */
  readonly converter?: Converter | undefined
}

export function customResource(
  definition: CustomDefinition,
  version: CustomVersion,
  place: CustomPlace,
): Resource {
  const { cache, prefix, converter } = place
  const kind = customKind(definition, version)
  const storedExactly = definition.neverChanged && version.name === definition.storageVersion
  const forms = storedExactly ? storedForms(cache) : derivedForms({ ...place, definition, version })
  const fields = new WeakMap<Entry, readonly string[]>()
  return {
    kind,
    subject: { group: kind.group, resource: kind.plural },
    kindSubject: { group: kind.group, resource: kind.kind },
    cache,
    prefix,
    hooks: {},
    dropDisabledFields: undefined,
    // Items of lists say what they are, as upstream's do.
    typePrefix: '{',
    ...forms,
    ...(converter && {
      storable: storableBy(converter, definition, version),
      inThisVersion: (obj: WorkingObject) => convertedBy(converter, obj, { definition, version }),
    }),
    protobufOf() {
      throw new Error('custom resources have no form in protobuf')
    },
    passingObjectOf: forms.objectOf,
    fieldsOf(entry) {
      let found = fields.get(entry)
      if (found !== undefined) return found
      // Differs: what a webhook has not converted yet is selected by its fields as they are stored.
      if (!forms.has(entry)) return selectableValues(kind, cache.read(entry))
      found = selectableValues(kind, forms.objectOf(entry))
      fields.set(entry, found)
      return found
    },
    copyOf: (entry) => parseStored(forms.bytesOf(entry)),
    toStored: (obj) => toStorage(obj, definition),
    fromStored: (stored) => fromStorage(stored, definition, version),
  }
}

type Forms = Pick<Resource, 'bytesOf' | 'objectOf' | 'ready'> & {
  /** Whether the entry can be read at once. */
  has(entry: Entry): boolean
}

/** The bytes are what this version shows. */
function storedForms(cache: ResourceCache): Forms {
  return {
    bytesOf: (entry) => entry.bytes,
    objectOf: (entry) => cache.read(entry),
    has: () => true,
  }
}

interface Form {
  readonly object: KubeObject
  bytes: Buffer | undefined
}

interface Derivation extends CustomPlace {
  readonly definition: CustomDefinition
  readonly version: CustomVersion
}

function derivedForms({ cache, definition, version, converter }: Derivation): Forms {
  const derived = new WeakMap<Entry, Form>()
  const needsCall = (entry: Entry) =>
    converter !== undefined && !derived.has(entry) && !isWrittenIn(cache.read(entry), definition, version)
  const formOf = (entry: Entry) => {
    let form = derived.get(entry)
    if (form === undefined) {
      assert(!needsCall(entry), 'the conversion webhook has not been asked')
      form = { object: fromStorage(cache.read(entry), definition, version), bytes: undefined }
      derived.set(entry, form)
    }
    return form
  }
  return {
    has: (entry) => !needsCall(entry),
    objectOf: (entry) => formOf(entry).object,
    bytesOf(entry) {
      const form = formOf(entry)
      form.bytes ??= Buffer.from(JSON.stringify(form.object))
      return form.bytes
    },
    ...(converter && {
      async ready(entries: readonly Entry[]) {
        const wanted = entries.filter(needsCall)
        if (wanted.length === 0) return
        const given = wanted.map((entry) => asStored(cache.read(entry), definition))
        const converted = await converter.convert(given, `${definition.group}/${version.name}`)
        for (const [index, entry] of wanted.entries()) {
          const object = readIn(converted[index] ?? {}, version)
          derived.set(entry, { object, bytes: undefined })
        }
      },
    }),
  }
}

async function convertedBy(
  converter: Converter,
  obj: WorkingObject,
  { definition, version }: { readonly definition: CustomDefinition; readonly version: CustomVersion },
): Promise<WorkingObject> {
  const given = obj as unknown as JsonObject
  const [converted] = await converter.convert([given], `${definition.group}/${version.name}`)
  return readIn(converted ?? {}, version) as unknown as WorkingObject
}

function storableBy(converter: Converter, definition: CustomDefinition, version: CustomVersion) {
  const { group, storageVersion, versions } = definition
  const target = versions.find(({ name }) => name === storageVersion)
  return async (obj: WorkingObject): Promise<WorkingObject> => {
    if (target === undefined || version.name === storageVersion) return obj
    const [converted] = await converter.convert([obj as unknown as JsonObject], `${group}/${storageVersion}`)
    return readIn(converted ?? {}, target) as unknown as WorkingObject
  }
}
