// A definition as far as serving needs it: read once from the stored object, compared to find out whether anything changed.

import { isTrue } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.conditions.ts'
import type { CustomResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import type {
  CustomResourceConversion,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionVersion,
} from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.schema.ts'
import type { JsonSchema } from '../../api/apiextensions/structural/json-schema.ts'
import type { Scope } from '../../machinery/kind.ts'

export interface CustomVersion extends Omit<CustomResourceDefinitionVersion, 'schema'> {
  readonly schema: JsonSchema
}

export interface CustomDefinition {
  /** The definition's own name, and which of that name it is. */
  readonly name: string
  readonly uid: string
  readonly group: string
  readonly names: CustomResourceDefinitionNames
  readonly scope: Scope
  /** Those that are not served among them: objects may lie in the store in them. */
  readonly versions: readonly CustomVersion[]
  readonly storageVersion: string
  readonly conversion: CustomResourceConversion
  readonly terminating: boolean
  /** Objects are in the store just as the storage version's schema would have them: it was never another. */
  readonly neverChanged: boolean
  /** The same text for a definition that is served in the same way. */
  readonly identity: string
}

/** Undefined where the definition is not to be served. */
export function customDefinition(crd: CustomResourceDefinition): CustomDefinition | undefined {
  const { metadata, spec, status } = crd
  if (!isTrue(crd, 'Established') || status?.acceptedNames === undefined) return undefined
  const names = status.acceptedNames
  const versions = spec.versions.map((version) => ({ ...version, schema: schemaOf(crd, version) }))
  const storageVersion = versions.find(({ storage }) => storage)?.name
  if (storageVersion === undefined) return undefined
  const generation = metadata.generation ?? 0
  return {
    name: metadata.name,
    uid: metadata.uid,
    group: spec.group,
    names,
    scope: spec.scope === 'Cluster' ? 'Cluster' : 'Namespaced',
    versions,
    storageVersion,
    conversion: spec.conversion ?? { strategy: 'None' },
    terminating: isTrue(crd, 'Terminating'),
    // A deletion counts as a change of the object, and leaves the schema as it was.
    neverChanged: generation === (metadata.deletionTimestamp === undefined ? 1 : 2),
    identity: JSON.stringify([metadata.uid, spec, names]),
  }
}

function schemaOf({ spec }: CustomResourceDefinition, version: CustomResourceDefinitionVersion): JsonSchema {
  const given = (version.schema?.openAPIV3Schema ?? { type: 'object' }) as JsonSchema
  if (spec.preserveUnknownFields !== true) return given
  return { ...given, 'x-kubernetes-preserve-unknown-fields': true }
}
