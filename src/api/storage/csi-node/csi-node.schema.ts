// Fields of csi-node in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int32, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const volumeNodeResources = object(
  'io.k8s.api.storage.v1.VolumeNodeResources',
  {
    count: opt(1, int32, { doc: 'How many; no limit where absent.', pointer: true }),
  },
  { doc: 'How many volumes of a driver a node can take.' },
)
export type VolumeNodeResources = TypeOf<typeof volumeNodeResources>

export const csiNodeDriver = object(
  'io.k8s.api.storage.v1.CSINodeDriver',
  {
    name: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    nodeID: req(2, string, { doc: 'What the driver calls the node.', empty: 'zero' }),
    topologyKeys: opt(3, list(string), { doc: 'Keys of labels that say where the node is.', empty: 'null' }),
    allocatable: opt(4, volumeNodeResources, { doc: 'What the node can take.', pointer: true }),
  },
  { doc: 'A CSI driver on a node.' },
)
export type CSINodeDriver = TypeOf<typeof csiNodeDriver>

export const csiNodeSpec = object(
  'io.k8s.api.storage.v1.CSINodeSpec',
  {
    drivers: req(
      1,
      list(csiNodeDriver, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'The drivers.', empty: 'null' },
    ),
  },
  { doc: 'CSI drivers of a node.' },
)
export type CSINodeSpec = TypeOf<typeof csiNodeSpec>

export const csiNode = object(
  'io.k8s.api.storage.v1.CSINode',
  {
    ...kindFields,
    spec: req(2, csiNodeSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'CSI drivers of a node.' },
)
export type CSINode = ObjectOf<typeof csiNode>
