// Lease (coordination.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { leaseColumns } from './lease.columns.ts'
import { lease } from './lease.schema.ts'
import { validateLease } from './lease.validation.ts'
export const Lease = defineKind({
  schema: lease,
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  scope: 'Namespaced',
  storageVersionHash: 'gqkMMb/YqFM=',
  strategy: { allowCreateOnUpdate: true, allowUnconditionalUpdate: false },
  validate: validateLease,
  columns: leaseColumns,
})
export type Lease = Instance<typeof Lease>
