// Fields of csi-storage-capacity in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, quantity, req, string } from '../../../machinery/schema/schema.ts'

export const csiStorageCapacity = object('io.k8s.api.storage.v1.CSIStorageCapacity', {
  ...kindFields,
  nodeTopology: opt(2, labelSelector, { pointer: true }),
  storageClassName: req(3, string, { empty: 'zero' }),
  capacity: opt(4, quantity, { pointer: true }),
  maximumVolumeSize: opt(5, quantity, { pointer: true }),
})
export type CSIStorageCapacity = ObjectOf<typeof csiStorageCapacity>
