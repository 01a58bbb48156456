// What the server does on writes: status is its own, every storage version that there ever was is remembered.
// Upstream: apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { unknownFormats } from '../structural/formats.ts'
import type { JsonSchema } from '../structural/json-schema.ts'
import {
  type CustomResourceDefinition,
  customResourceDefinitionStatus,
} from './custom-resource-definition.schema.ts'

export const customResourceDefinitionStrategy = specStrategy<CustomResourceDefinition>({
  status: customResourceDefinitionStatus,
  allowUnconditionalUpdate: false,
  onCreate: rememberStorageVersion,
  onUpdate(next) {
    // The old status is shared with the stored object.
    next.status = { ...next.status } as Mutable<CustomResourceDefinition>['status']
    rememberStorageVersion(next)
  },
  warnings(next, old) {
    const before = old === undefined ? new Set<string>() : formatsOf(old)
    return [...formatsOf(next).difference(before)].map(
      (format) => `unrecognized format ${JSON.stringify(format)}`,
    )
  },
})

/** The formats that nobody checks. */
function formatsOf({ spec }: CustomResourceDefinition): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { schema } of spec.versions) {
    for (const format of unknownFormats((schema?.openAPIV3Schema ?? {}) as JsonSchema)) found.add(format)
  }
  return found
}

function rememberStorageVersion(crd: Mutable<CustomResourceDefinition>): void {
  const { status } = crd
  if (status === undefined) return
  for (const { name, storage } of crd.spec.versions) {
    const stored = status.storedVersions ?? []
    if (storage && !stored.includes(name)) status.storedVersions = [...stored, name]
  }
}
