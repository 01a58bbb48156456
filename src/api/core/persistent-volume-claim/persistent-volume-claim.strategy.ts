// What the server does to claims. Upstream: pkg/registry/core/persistentvolumeclaim/strategy.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
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
    dropUnknownDataSource(claim, undefined)
    normalizeDataSources(claim)
  },
  onUpdate(claim, old) {
    dropUnknownDataSource(claim, old)
    normalizeDataSources(claim)
  },
})

type Claim = Mutable<PersistentVolumeClaim>

/**
 * Other sources than claims and snapshots have always been ignored in the older field.
 * Upstream: pkg/api/persistentvolumeclaim/util.go EnforceDataSourceBackwardsCompatibility.
 */
function dropUnknownDataSource({ spec }: Claim, old: PersistentVolumeClaim | undefined): void {
  if (old?.spec.dataSource !== undefined || old?.spec.dataSourceRef !== undefined) return
  if (spec.dataSource === undefined || spec.dataSourceRef !== undefined) return
  const { apiGroup = '', kind } = spec.dataSource
  const isKnown =
    (kind === 'PersistentVolumeClaim' && apiGroup === '') ||
    (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')
  if (!isKnown) delete spec.dataSource
}

/** Both fields say the same, whichever was given. Upstream: NormalizeDataSources. */
function normalizeDataSources({ spec }: Claim): void {
  const { dataSource, dataSourceRef } = spec
  if (dataSource !== undefined) spec.dataSourceRef ??= { ...dataSource }
  else if (dataSourceRef !== undefined && !dataSourceRef.namespace) {
    const { namespace: _, ...source } = dataSourceRef
    spec.dataSource = source
  }
}
