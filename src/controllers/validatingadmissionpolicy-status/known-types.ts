// What objects look like to expressions: the kinds of the API, and those that definitions make.
import type { CustomResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.schema.ts'
import type { CelType } from '../../machinery/cel/cel-type.ts'
import { kindType } from '../../machinery/cel/kind-type.ts'
import { type JsonSchema, schemaType } from '../../machinery/cel/schema-type.ts'
import type { Kind } from '../../machinery/kind.ts'

export interface KnownType {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  /** undefined where expressions cannot look into such objects. */
  type(): CelType | undefined
}

export function builtInTypes(kinds: readonly Kind[]): KnownType[] {
  return kinds.map(({ group, version, kind, plural, schema }) => ({
    ...{ group, version, kind, plural },
    type: () => kindType(schema, kind),
  }))
}

export function definedTypes(definitions: readonly CustomResourceDefinition[]): KnownType[] {
  return definitions.flatMap(({ spec: { group, names, versions = [] } }) =>
    versions.map(({ name, schema }) => ({
      ...{ group, version: name, kind: names.kind, plural: names.plural },
      type: () => schemaType((schema?.openAPIV3Schema ?? {}) as JsonSchema, { root: true, name: names.kind }),
    })),
  )
}
