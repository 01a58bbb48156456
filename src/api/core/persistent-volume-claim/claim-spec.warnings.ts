// What is hardly meant in claims. Upstream: pkg/api/persistentvolumeclaim/util.go GetWarningsForPersistentVolumeClaim.
import type { PersistentVolumeClaimSpec } from '../pod/pod-volumes.schema.ts'
import { fractionWarning } from '../quantity.warnings.ts'

export const storageClassText = 'deprecated since v1.8; use "storageClassName" attribute instead'

export function claimSpecWarnings({ resources = {} }: PersistentVolumeClaimSpec, path: string): string[] {
  return [
    ...fractionWarning(resources.requests?.storage, `${path}.resources.requests[storage]`),
    ...fractionWarning(resources.limits?.storage, `${path}.resources.limits[storage]`),
  ]
}
