// Lease (coordination.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { lease } from './lease.schema.ts'
export const Lease = defineKind({
  schema: lease,
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  scope: 'Namespaced',
  storageVersionHash: 'gqkMMb/YqFM=',
})
export type Lease = Instance<typeof Lease>
