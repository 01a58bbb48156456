// Objects of one definition in its versions: what is read from the store is put right by the schema it was written by, then
// shown in the version asked for. Upstream: apiextensions-apiserver pkg/apiserver/customresource_handler.go
// (schemaCoercingDecoder, unstructuredDefaulter), pkg/apiserver/conversion/nop_converter.go.
import { applyDefaults } from '../../api/apiextensions/structural/defaults.ts'
import { cloneJson, type JsonObject } from '../../machinery/json-value.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import type { WorkingObject } from '../registry/object.ts'
import type { CustomDefinition, CustomVersion } from './custom-definition.ts'
import { readCustom } from './read-custom.ts'

/** The object as the store is to have it, where versions differ in name alone. It may share parts with `obj`. */
export function toStorage(obj: WorkingObject, definition: CustomDefinition): WorkingObject {
  const apiVersion = `${definition.group}/${definition.storageVersion}`
  if (obj.apiVersion === apiVersion) return obj
  const schema = schemaOf(definition, definition.storageVersion)
  const moved = { ...cloneJson(obj), apiVersion } as unknown as JsonObject
  return (schema === undefined ? moved : readAgain(moved, schema)) as unknown as WorkingObject
}

/** A stored object in a version, the caller's to keep: nothing in it is shared. */
export function fromStorage(
  stored: KubeObject,
  definition: CustomDefinition,
  version: CustomVersion,
): KubeObject {
  const copy = asStored(stored, definition)
  if (isWrittenIn(stored, definition, version)) return copy as unknown as KubeObject
  copy.apiVersion = `${definition.group}/${version.name}`
  return readIn(copy, version)
}

/** A stored object in the version it was written in, as that version's schema would have it now. */
export function asStored(stored: KubeObject, definition: CustomDefinition): JsonObject {
  const copy = cloneJson(stored) as unknown as JsonObject
  const written = schemaOf(definition, stored.apiVersion.slice(definition.group.length + 1))
  if (written !== undefined) applyDefaults(readAgain(copy, written), written.schema)
  return copy
}

export function isWrittenIn(
  stored: KubeObject,
  { group }: CustomDefinition,
  { name }: CustomVersion,
): boolean {
  return stored.apiVersion === `${group}/${name}`
}

/** An object that says that it is of this version. It takes over `obj`. */
export function readIn(obj: JsonObject, version: CustomVersion): KubeObject {
  return readAgain(obj, version) as unknown as KubeObject
}

function schemaOf({ versions }: CustomDefinition, name: string): CustomVersion | undefined {
  return versions.find((version) => version.name === name)
}

function readAgain(obj: JsonObject, { schema }: CustomVersion): JsonObject {
  return readCustom(obj, [], { schema, dropMalformed: true })
}
