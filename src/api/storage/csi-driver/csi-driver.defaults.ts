// What the server fills in of CSI drivers. Upstream: pkg/apis/storage/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { CSIDriver } from './csi-driver.schema.ts'

export function defaultCSIDriver({ spec }: Mutable<CSIDriver>): void {
  spec.attachRequired ??= true
  spec.podInfoOnMount ??= false
  spec.storageCapacity ??= false
  spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
  if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ['Persistent']
  spec.requiresRepublish ??= false
  spec.seLinuxMount ??= false
}
