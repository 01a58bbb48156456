// Checks on metadata that hold for every kind. Upstream: apimachinery pkg/api/validation/objectmeta.go and
// pkg/apis/meta/v1/validation. Names are checked by the kind's own rule, handed in.
import { type FieldError, forbidden, invalid, required, tooLong } from './field-error.ts'
import { equalJson } from './json-value.ts'
import type { managedFieldsEntry, objectMeta, ownerReference } from './meta/meta.schema.ts'
import { byteLength, isQualifiedName, nameIsDNSLabel, type ValidateName } from './names/validation.ts'
import type { TypeOf } from './schema/schema.ts'
import { validateLabels } from './selectors/labels.ts'

/** Metadata that may lack what the server fills in. */
export type MetaFields = TypeOf<typeof objectMeta>

const annotationsLimit = 256 * 1024
const immutable = 'field is immutable'

export interface MetaRules {
  readonly namespaced: boolean
  readonly validateName: ValidateName
  readonly path?: string
}

/** Faults of a new object's metadata, after names have been generated. */
export function validateObjectMeta(meta: MetaFields, rules: MetaRules): FieldError[] {
  const { namespaced, validateName, path = 'metadata' } = rules
  const { name = '', generateName = '', namespace = '', generation = 0 } = meta
  const faults: FieldError[] = []
  if (generateName !== '') {
    for (const fault of validateName(generateName, true)) {
      faults.push(invalid(`${path}.generateName`, generateName, fault))
    }
  }
  if (name === '') faults.push(required(`${path}.name`, 'name or generateName is required'))
  else for (const fault of validateName(name, false)) faults.push(invalid(`${path}.name`, name, fault))
  faults.push(...validateNamespace(namespace, namespaced, path))
  if (generation < 0) {
    faults.push(invalid(`${path}.generation`, generation, 'must be greater than or equal to 0'))
  }
  faults.push(...validateMaps(meta, path))
  faults.push(...validateFinalizers(meta.finalizers ?? [], `${path}.finalizers`))
  faults.push(...validateManagedFields(meta.managedFields ?? [], `${path}.managedFields`))
  return faults
}

function validateNamespace(namespace: string, namespaced: boolean, path: string): FieldError[] {
  if (!namespaced) return namespace === '' ? [] : [forbidden(`${path}.namespace`, 'not allowed on this type')]
  if (namespace === '') return [required(`${path}.namespace`)]
  return nameIsDNSLabel(namespace, false).map((fault) => invalid(`${path}.namespace`, namespace, fault))
}

function validateMaps(meta: MetaFields, path: string): FieldError[] {
  return [
    ...validateLabels(meta.labels, `${path}.labels`),
    ...validateAnnotations(meta.annotations, `${path}.annotations`),
    ...validateOwnerReferences(meta.ownerReferences ?? [], `${path}.ownerReferences`),
  ]
}

/** Faults of a change to metadata. */
export function validateObjectMetaUpdate(next: MetaFields, old: MetaFields, path = 'metadata'): FieldError[] {
  const faults: FieldError[] = []
  if (old.deletionTimestamp !== undefined) {
    faults.push(...validateNoNewFinalizers(next.finalizers ?? [], old.finalizers ?? [], `${path}.finalizers`))
  }
  const { resourceVersion = '', generation = 0 } = next
  if (resourceVersion === '') {
    faults.push(invalid(`${path}.resourceVersion`, resourceVersion, 'must be specified for an update'))
  }
  if (generation < (old.generation ?? 0)) {
    faults.push(invalid(`${path}.generation`, generation, 'must not be decremented'))
  }
  for (const field of ['name', 'namespace', 'uid'] as const) {
    faults.push(...validateImmutableField(next[field] ?? '', old[field] ?? '', `${path}.${field}`))
  }
  for (const field of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    faults.push(...validateImmutableField(next[field], old[field], `${path}.${field}`))
  }
  faults.push(...validateMaps(next, path))
  faults.push(...validateManagedFields(next.managedFields ?? [], `${path}.managedFields`))
  return faults
}

/** A fault where the two differ; absent and null are the same. */
export function validateImmutableField(next: unknown, old: unknown, path: string): FieldError[] {
  return equalJson(next ?? null, old ?? null) ? [] : [invalid(path, next, immutable)]
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  if (annotations === undefined) return []
  const faults: FieldError[] = []
  let size = 0
  for (const [key, value] of Object.entries(annotations)) {
    size += byteLength(key) + byteLength(value)
    for (const fault of isQualifiedName(key.toLowerCase())) faults.push(invalid(path, key, fault))
  }
  if (size > annotationsLimit) faults.push(tooLong(path, annotationsLimit))
  return faults
}

type OwnerReference = TypeOf<typeof ownerReference>

export function validateOwnerReferences(references: readonly OwnerReference[], path: string): FieldError[] {
  const faults: FieldError[] = []
  let controller: string | undefined
  for (const reference of references) {
    faults.push(...validateOwnerReference(reference, path))
    if (reference.controller !== true) continue
    const name = `${reference.kind}/${reference.name}`
    if (controller === undefined) controller = name
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`
      faults.push(invalid(path, references, detail))
    }
  }
  return faults
}

function validateOwnerReference(reference: OwnerReference, path: string): FieldError[] {
  const faults: FieldError[] = []
  if (!/^(?:[^/]*\/)?[^/]+$/.test(reference.apiVersion)) {
    faults.push(invalid(`${path}.apiVersion`, reference.apiVersion, 'version must not be empty'))
  }
  for (const field of ['kind', 'name', 'uid'] as const) {
    if (reference[field] === '') faults.push(invalid(`${path}.${field}`, '', 'must not be empty'))
  }
  if (reference.apiVersion === 'v1' && reference.kind === 'Event') {
    faults.push(invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner'))
  }
  return faults
}

const orphanFinalizer = 'orphan'
const foregroundFinalizer = 'foregroundDeletion'

export function validateFinalizers(finalizers: readonly string[], path: string): FieldError[] {
  const faults = finalizers.flatMap((name) =>
    isQualifiedName(name).map((fault) => invalid(path, name, fault)),
  )
  if (finalizers.includes(orphanFinalizer) && finalizers.includes(foregroundFinalizer)) {
    const detail = `finalizer ${orphanFinalizer} and ${foregroundFinalizer} cannot be both set`
    faults.push(invalid(path, finalizers, detail))
  }
  return faults
}

function validateNoNewFinalizers(
  next: readonly string[],
  old: readonly string[],
  path: string,
): FieldError[] {
  const added = [...new Set(next)].filter((name) => !old.includes(name)).sort()
  if (added.length === 0) return []
  const list = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`
  return [forbidden(path, detail)]
}

type ManagedFieldsEntry = TypeOf<typeof managedFieldsEntry>

export function validateManagedFields(entries: readonly ManagedFieldsEntry[], path: string): FieldError[] {
  return entries.flatMap((entry, index) => {
    const { operation = '', fieldsType = '', manager = '', subresource = '' } = entry
    const at = `${path}[${index}]`
    const faults: FieldError[] = []
    if (operation !== 'Apply' && operation !== 'Update') {
      faults.push(invalid(`${at}.operation`, operation, 'must be `Apply` or `Update`'))
    }
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      faults.push(invalid(`${at}.fieldsType`, fieldsType, 'must be `FieldsV1`'))
    }
    faults.push(...validateFieldManager(manager, `${at}.manager`))
    if (byteLength(subresource) > 256) faults.push(tooLong(`${at}.subresource`, 256))
    return faults
  })
}

/** The name of a field manager, in metadata or as a query parameter: at most 128 bytes, printable. */
export function validateFieldManager(manager: string, path: string): FieldError[] {
  const faults: FieldError[] = []
  if (byteLength(manager) > 128) faults.push(tooLong(path, 128))
  let position = 0
  for (const char of manager) {
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)) {
      const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
      faults.push(invalid(path, manager, `invalid character U+${code} (at position ${position})`))
    }
    position += byteLength(char)
  }
  return faults
}
