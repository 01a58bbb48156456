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
    driver: req(1, string, { empty: 'zero' }),
    poolName: opt(2, string, { pointer: true }),
    limit: opt(3, int32, { pointer: true, default: 100 }),
  },
)
export type ResourcePoolStatusRequestSpec = TypeOf<typeof resourcePoolStatusRequestSpec>

export const poolStatus = object('io.k8s.api.resource.v1alpha3.PoolStatus', {
  driver: req(1, string),
  poolName: req(2, string),
  generation: req(9, int64, { empty: 'zero' }),
  resourceSliceCount: opt(8, int32, { pointer: true }),
  totalDevices: opt(4, int32, { pointer: true }),
  allocatedDevices: opt(5, int32, { pointer: true }),
  availableDevices: opt(6, int32, { pointer: true }),
  unavailableDevices: opt(7, int32, { pointer: true }),
  nodeName: opt(3, string, { pointer: true }),
  validationError: opt(10, string, { pointer: true }),
})
export type PoolStatus = TypeOf<typeof poolStatus>

export const resourcePoolStatusRequestStatus = object(
  'io.k8s.api.resource.v1alpha3.ResourcePoolStatusRequestStatus',
  {
    poolCount: req(6, int32, { pointer: true }),
    pools: opt(2, list(poolStatus)),
    conditions: opt(
      3,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
    ),
  },
)
export type ResourcePoolStatusRequestStatus = TypeOf<typeof resourcePoolStatusRequestStatus>

export const resourcePoolStatusRequest = object('io.k8s.api.resource.v1alpha3.ResourcePoolStatusRequest', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: req(1, objectMeta, { empty: 'zero' }),
  spec: req(2, resourcePoolStatusRequestSpec, { empty: 'zero' }),
  status: opt(3, resourcePoolStatusRequestStatus, { pointer: true }),
})
export type ResourcePoolStatusRequest = ObjectOf<typeof resourcePoolStatusRequest>
