// Labels with better names in topologies. Upstream: pkg/api/storage/util.go.
import { deprecatedLabel } from '../../node-labels.warnings.ts'
import type { StorageClass } from './storage-class.schema.ts'

export function storageClassWarnings({ allowedTopologies = [] }: StorageClass): string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, index) =>
    matchLabelExpressions.flatMap(({ key }, position) => {
      const why = deprecatedLabel(key)
      return why === undefined
        ? []
        : [`allowedTopologies[${index}].matchLabelExpressions[${position}].key: ${why}`]
    }),
  )
}
