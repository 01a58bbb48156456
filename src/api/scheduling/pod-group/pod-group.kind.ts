// PodGroup (scheduling.k8s.io/v1alpha2).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { defaultColumns } from '../../columns.ts'
import { specStrategy } from '../../strategies.ts'
import { type PodGroup as Obj, podGroup, podGroupStatus } from './pod-group.v1alpha2.schema.ts'
import {
  validatePodGroup,
  validatePodGroupStatusUpdate,
  validatePodGroupUpdate,
} from './pod-group.validation.ts'
export const PodGroup = defineKind({
  schema: podGroup,
  group: 'scheduling.k8s.io',
  version: 'v1alpha2',
  kind: 'PodGroup',
  plural: 'podgroups',
  singular: 'podgroup',
  scope: 'Namespaced',
  subresources: [{ name: 'status', kind: 'PodGroup', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'YYgX3v5V204=',
  default({ spec }) {
    spec.disruptionMode ??= 'Pod'
  },
  strategy: specStrategy<Obj>({ status: podGroupStatus }),
  validate: validatePodGroup,
  validateUpdate: validatePodGroupUpdate,
  validateStatusUpdate: validatePodGroupStatusUpdate,
  columns: defaultColumns,
})
export type PodGroup = Instance<typeof PodGroup>
