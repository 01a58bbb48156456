// What the server does to volumes. Upstream: pkg/registry/core/persistentvolume/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type PersistentVolume, persistentVolumeStatus } from './persistent-volume.schema.ts'

export const persistentVolumeStrategy = specStrategy<PersistentVolume>({
  status: persistentVolumeStatus,
  generation: false,
  onCreate(volume) {
    volume.status = { phase: 'Pending' }
  },
})
