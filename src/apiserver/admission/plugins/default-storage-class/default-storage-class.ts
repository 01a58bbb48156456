// A claim that names no storage class gets the default one, if there is one.
// Upstream: plugin/pkg/admission/storage/storageclass/setdefault/admission.go.
import { PersistentVolumeClaim } from '../../../../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { storageClassAnnotation } from '../../../../api/core/volume-modes.ts'
import { isDefaultClass } from '../../../../api/storage/default-class.ts'
import { StorageClass } from '../../../../api/storage/storage-class/storage-class.kind.ts'
import { defineAdmission } from '../../admission.ts'

export const defaultStorageClass = defineAdmission<PersistentVolumeClaim>({
  name: 'DefaultStorageClass',
  kinds: [PersistentVolumeClaim],
  on: ['CREATE'],
  mutate({ object: claim }, reader) {
    if (claim === undefined || claim.spec.storageClassName !== undefined) return undefined
    if (claim.metadata.annotations?.[storageClassAnnotation] !== undefined) return undefined
    const marked = reader.list(StorageClass).filter(isDefaultClass)
    // The newest of several; of equally new ones the first by name.
    marked.sort(
      (a, b) =>
        compare(b.metadata.creationTimestamp, a.metadata.creationTimestamp) ||
        compare(a.metadata.name, b.metadata.name),
    )
    if (marked[0] !== undefined) claim.spec.storageClassName = marked[0].metadata.name
    return undefined
  },
})

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
