// PodDisruptionBudget (policy/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { podDisruptionBudgetColumns } from './pod-disruption-budget.columns.ts'
import { podDisruptionBudget } from './pod-disruption-budget.schema.ts'
import { podDisruptionBudgetStrategy } from './pod-disruption-budget.strategy.ts'
import {
  validatePodDisruptionBudget,
  validatePodDisruptionBudgetStatusUpdate,
} from './pod-disruption-budget.validation.ts'
export const PodDisruptionBudget = defineKind({
  schema: podDisruptionBudget,
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  scope: 'Namespaced',
  shortNames: ['pdb'],
  subresources: [{ name: 'status', kind: 'PodDisruptionBudget', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'EVWiDmWqyJw=',
  strategy: podDisruptionBudgetStrategy,
  columns: podDisruptionBudgetColumns,
  validate: validatePodDisruptionBudget,
  validateStatusUpdate: validatePodDisruptionBudgetStatusUpdate,
})
export type PodDisruptionBudget = Instance<typeof PodDisruptionBudget>
