// StatefulSet (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsDNSLabel } from '../../../machinery/names/validation.ts'
import { statefulSetColumns } from './stateful-set.columns.ts'
import { defaultStatefulSet } from './stateful-set.defaults.ts'
import { statefulSet } from './stateful-set.schema.ts'
import { statefulSetStrategy } from './stateful-set.strategy.ts'
import {
  validateStatefulSet,
  validateStatefulSetCreate,
  validateStatefulSetStatusUpdate,
  validateStatefulSetUpdate,
} from './stateful-set.validation.ts'
export const StatefulSet = defineKind({
  schema: statefulSet,
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  scope: 'Namespaced',
  shortNames: ['sts'],
  categories: ['all'],
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'StatefulSet', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: 'H+vl74LkKdo=',
  default: defaultStatefulSet,
  strategy: statefulSetStrategy,
  columns: statefulSetColumns,
  validateName: nameIsDNSLabel,
  validate: validateStatefulSet,
  validateCreate: validateStatefulSetCreate,
  validateUpdate: validateStatefulSetUpdate,
  validateStatusUpdate: validateStatefulSetStatusUpdate,
})
export type StatefulSet = Instance<typeof StatefulSet>
