// What the server does to volumes. Upstream: pkg/registry/core/persistentvolume/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type PersistentVolume, persistentVolumeStatus } from './persistent-volume.schema.ts'
import { persistentVolumeWarnings } from './persistent-volume.warnings.ts'

export const persistentVolumeStrategy = specStrategy<PersistentVolume>({
  status: persistentVolumeStatus,
  generation: false,
  warnings: persistentVolumeWarnings,
  onCreate(volume) {
    const since = volume.metadata.creationTimestamp
    volume.status = { phase: 'Pending', ...(since && { lastPhaseTransitionTime: since }) }
  },
})
