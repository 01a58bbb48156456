// A bound claim may ask for more only where its storage class lets volumes grow.
// Upstream: plugin/pkg/admission/storage/persistentvolume/resize/admission.go.
import { PersistentVolumeClaim } from '../../../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { storageClassOf } from '../../../../api/core/volume-modes.ts'
import { StorageClass } from '../../../../api/storage/storage-class/storage-class.kind.ts'
import { compareQuantity } from '../../../../machinery/quantity/quantity.ts'
import { type CacheReader, defineAdmission, forbid } from '../../admission.ts'

type Claim = PersistentVolumeClaim

export const persistentVolumeClaimResize = defineAdmission<Claim>({
  name: 'PersistentVolumeClaimResize',
  kinds: [PersistentVolumeClaim],
  on: ['UPDATE'],
  validate(request, reader) {
    const { object: next, oldObject: old } = request
    if (next === undefined || old === undefined || !grows(next, old)) return undefined
    if (old.status?.phase !== 'Bound')
      return forbid(request as never, 'Only bound persistent volume claims can be expanded')
    if (mayGrow(next, old, reader)) return undefined
    return forbid(
      request as never,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    )
  },
})

const size = ({ spec }: Claim) => spec.resources?.requests?.storage ?? '0'

function grows(next: Claim, old: Claim): boolean {
  return compareQuantity(size(next), size(old)) > 0
}

function mayGrow(next: Claim, old: Claim, reader: CacheReader): boolean {
  const name = storageClassOf(next)
  if (name === '' || name !== storageClassOf(old)) return false
  return reader.get(StorageClass, { name })?.allowVolumeExpansion === true
}
