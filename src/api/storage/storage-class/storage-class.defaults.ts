// What the server fills in of storage classes. Upstream: pkg/apis/storage/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { StorageClass } from './storage-class.schema.ts'

export function defaultStorageClass(storageClass: Mutable<StorageClass>): void {
  storageClass.reclaimPolicy ??= 'Delete'
  storageClass.volumeBindingMode ??= 'Immediate'
}
