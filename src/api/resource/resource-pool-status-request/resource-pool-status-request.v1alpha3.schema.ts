// Fields of resource-pool-status-request.v1alpha3 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, objectMeta } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  list,
  object,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const resourcePoolStatusRequestSpec = object(
  'io.k8s.api.resource.v1alpha3.ResourcePoolStatusRequestSpec',
  {
    driver: req(1, string, { doc: 'Pools of this driver.', empty: 'zero' }),
    poolName: opt(2, string, { doc: 'This pool only.', pointer: true }),
    limit: opt(3, int32, { doc: 'How many pools the answer has at most.', pointer: true, default: 100 }),
  },
)
export type ResourcePoolStatusRequestSpec = TypeOf<typeof resourcePoolStatusRequestSpec>

export const poolStatus = object('io.k8s.api.resource.v1alpha3.PoolStatus', {
  driver: req(1, string, { doc: 'Driver of the pool.' }),
  poolName: req(2, string, { doc: 'Name of the pool.' }),
  generation: req(9, int64, { doc: 'Generation of the pool that was looked at.', empty: 'zero' }),
  resourceSliceCount: opt(8, int32, { doc: 'Slices of the pool.', pointer: true }),
  totalDevices: opt(4, int32, { doc: 'Devices of the pool.', pointer: true }),
  allocatedDevices: opt(5, int32, { doc: 'Devices that claims have.', pointer: true }),
  availableDevices: opt(6, int32, { doc: 'Devices that are free.', pointer: true }),
  unavailableDevices: opt(7, int32, { doc: 'Devices that nobody can have now.', pointer: true }),
  nodeName: opt(3, string, { doc: 'Node of the pool, where it has one.', pointer: true }),
  validationError: opt(10, string, { doc: 'Why the pool cannot be counted.', pointer: true }),
})
export type PoolStatus = TypeOf<typeof poolStatus>

export const resourcePoolStatusRequestStatus = object(
  'io.k8s.api.resource.v1alpha3.ResourcePoolStatusRequestStatus',
  {
    poolCount: req(6, int32, { doc: 'How many pools there are.', pointer: true }),
    pools: opt(2, list(poolStatus), { doc: 'Their state.' }),
    conditions: opt(
      3,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Whether the answer is whole.' },
    ),
  },
)
export type ResourcePoolStatusRequestStatus = TypeOf<typeof resourcePoolStatusRequestStatus>

export const resourcePoolStatusRequest = object('io.k8s.api.resource.v1alpha3.ResourcePoolStatusRequest', {
  kind: opt(0, string, { doc: 'Kind of the object.' }),
  apiVersion: opt(0, string, { doc: 'Group and version of the kind.' }),
  metadata: req(1, objectMeta, { doc: 'Name, labels and the like.', empty: 'zero' }),
  spec: req(2, resourcePoolStatusRequestSpec, { doc: 'What is asked.', empty: 'zero' }),
  status: opt(3, resourcePoolStatusRequestStatus, { doc: 'The answer, once.', pointer: true }),
})
export type ResourcePoolStatusRequest = ObjectOf<typeof resourcePoolStatusRequest>
