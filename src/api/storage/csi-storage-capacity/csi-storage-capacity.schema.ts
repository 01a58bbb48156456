// Fields of csi-storage-capacity in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, quantity, req, string } from '../../../machinery/schema/schema.ts'

export const csiStorageCapacity = object(
  'io.k8s.api.storage.v1.CSIStorageCapacity',
  {
    ...kindFields,
    nodeTopology: opt(2, labelSelector, { doc: 'Nodes that can reach it.', pointer: true }),
    storageClassName: req(3, string, { doc: 'Name of the StorageClass.', empty: 'zero' }),
    capacity: opt(4, quantity, { doc: 'How much is left.', pointer: true }),
    maximumVolumeSize: opt(5, quantity, { doc: 'Largest volume that can be made.', pointer: true }),
  },
  { doc: 'How much storage of a class is left in a place.' },
)
export type CSIStorageCapacity = ObjectOf<typeof csiStorageCapacity>
