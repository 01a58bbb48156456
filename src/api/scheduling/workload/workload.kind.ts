// Workload (scheduling.k8s.io/v1alpha2).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { defaultColumns } from '../../columns.ts'
import { specStrategy } from '../../strategies.ts'
import { type Workload as Obj, workload } from './workload.v1alpha2.schema.ts'
import { validateWorkload, validateWorkloadUpdate } from './workload.validation.ts'
export const Workload = defineKind({
  schema: workload,
  group: 'scheduling.k8s.io',
  version: 'v1alpha2',
  kind: 'Workload',
  plural: 'workloads',
  singular: 'workload',
  scope: 'Namespaced',
  storageVersionHash: 'vSX7gJe5Mx8=',
  strategy: specStrategy<Obj>({}),
  validate: validateWorkload,
  validateUpdate: validateWorkloadUpdate,
  columns: defaultColumns,
})
export type Workload = Instance<typeof Workload>
