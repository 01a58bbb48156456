// What the server does to claims. Upstream: pkg/registry/core/persistentvolumeclaim/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { storageClassAnnotation } from '../volume-modes.ts'
import { claimSpecWarnings, storageClassText } from './claim-spec.warnings.ts'
import { type PersistentVolumeClaim, persistentVolumeClaimStatus } from './persistent-volume-claim.schema.ts'

export const persistentVolumeClaimStrategy = specStrategy<PersistentVolumeClaim>({
  status: persistentVolumeClaimStatus,
  generation: false,
  warnings: ({ metadata, spec }) => [
    ...(Object.hasOwn(metadata.annotations ?? {}, storageClassAnnotation)
      ? [`metadata.annotations[${storageClassAnnotation}]: ${storageClassText}`]
      : []),
    ...claimSpecWarnings(spec, 'spec'),
  ],
  onCreate(claim) {
    claim.status = { phase: 'Pending' }
  },
})
