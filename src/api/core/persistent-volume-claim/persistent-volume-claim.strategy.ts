// What the server does to claims. Upstream: pkg/registry/core/persistentvolumeclaim/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type PersistentVolumeClaim, persistentVolumeClaimStatus } from './persistent-volume-claim.schema.ts'

export const persistentVolumeClaimStrategy = specStrategy<PersistentVolumeClaim>({
  status: persistentVolumeClaimStatus,
  generation: false,
  onCreate(claim) {
    claim.status = { phase: 'Pending' }
  },
})
