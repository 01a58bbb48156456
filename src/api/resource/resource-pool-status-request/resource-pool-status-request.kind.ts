// ResourcePoolStatusRequest (resource.k8s.io/v1alpha3).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { defaultColumns } from '../../columns.ts'
import {
  defaultResourcePoolStatusRequest,
  resourcePoolStatusRequestStrategy,
} from './resource-pool-status-request.strategy.ts'
import { resourcePoolStatusRequest } from './resource-pool-status-request.v1alpha3.schema.ts'
import {
  validateResourcePoolStatusRequest,
  validateResourcePoolStatusRequestStatusUpdate,
  validateResourcePoolStatusRequestUpdate,
} from './resource-pool-status-request.validation.ts'
export const ResourcePoolStatusRequest = defineKind({
  schema: resourcePoolStatusRequest,
  group: 'resource.k8s.io',
  version: 'v1alpha3',
  kind: 'ResourcePoolStatusRequest',
  plural: 'resourcepoolstatusrequests',
  singular: 'resourcepoolstatusrequest',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'ResourcePoolStatusRequest', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'iy583CtMwdY=',
  default: defaultResourcePoolStatusRequest,
  strategy: resourcePoolStatusRequestStrategy,
  validate: validateResourcePoolStatusRequest,
  validateUpdate: validateResourcePoolStatusRequestUpdate,
  validateStatusUpdate: validateResourcePoolStatusRequestStatusUpdate,
  columns: defaultColumns,
})
export type ResourcePoolStatusRequest = Instance<typeof ResourcePoolStatusRequest>
