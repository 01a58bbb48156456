// One version of a kind that users define, as a resource. Its objects lie in the store in whatever version was the storage
// version when they were written; how they look in this one is found out once an entry.
import type { KubeObject } from '../../machinery/kind.ts'
import type { Entry } from '../cache/entry.ts'
import { type ResourceCache, selectableValues } from '../cache/resource-cache.ts'
import { parseStored } from '../cache/stored-json.ts'
import type { Resource } from '../registry/resource.ts'
import type { CustomDefinition, CustomVersion } from './custom-definition.ts'
import { customKind } from './custom-kind.ts'
import { fromStorage, toStorage } from './versions.ts'

export interface CustomPlace {
  readonly cache: ResourceCache
  /** In the store. */
  readonly prefix: string
}

export function customResource(
  definition: CustomDefinition,
  version: CustomVersion,
  { cache, prefix }: CustomPlace,
): Resource {
  const kind = customKind(definition, version)
  const storedExactly = definition.neverChanged && version.name === definition.storageVersion
  const forms = storedExactly ? storedForms(cache) : derivedForms(cache, definition, version)
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
    passingObjectOf: forms.objectOf,
    protobufOf() {
      throw new Error('custom resources have no form in protobuf')
    },
    fieldsOf(entry) {
      let found = fields.get(entry)
      if (found === undefined) {
        found = selectableValues(kind, forms.objectOf(entry))
        fields.set(entry, found)
      }
      return found
    },
    copyOf: (entry) => parseStored(forms.bytesOf(entry)),
    toStored: (obj) => toStorage(obj, definition),
    fromStored: (stored) => fromStorage(stored, definition, version),
  }
}

type Forms = Pick<Resource, 'bytesOf' | 'objectOf'>

/** The bytes are what this version shows. */
function storedForms(cache: ResourceCache): Forms {
  return { bytesOf: (entry) => entry.bytes, objectOf: (entry) => cache.read(entry) }
}

function derivedForms(cache: ResourceCache, definition: CustomDefinition, version: CustomVersion): Forms {
  const derived = new WeakMap<Entry, { readonly object: KubeObject; bytes: Buffer | undefined }>()
  const formOf = (entry: Entry) => {
    let form = derived.get(entry)
    if (form === undefined) {
      form = { object: fromStorage(cache.read(entry), definition, version), bytes: undefined }
      derived.set(entry, form)
    }
    return form
  }
  return {
    objectOf: (entry) => formOf(entry).object,
    bytesOf(entry) {
      const form = formOf(entry)
      form.bytes ??= Buffer.from(JSON.stringify(form.object))
      return form.bytes
    },
  }
}
