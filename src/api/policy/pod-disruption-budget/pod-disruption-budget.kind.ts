// PodDisruptionBudget (policy/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { podDisruptionBudget } from './pod-disruption-budget.schema.ts'
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
})
export type PodDisruptionBudget = Instance<typeof PodDisruptionBudget>
