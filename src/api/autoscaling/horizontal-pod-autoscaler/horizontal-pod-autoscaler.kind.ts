// HorizontalPodAutoscaler (autoscaling/v2).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.schema.ts'
export const HorizontalPodAutoscaler = defineKind({
  schema: horizontalPodAutoscaler,
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  scope: 'Namespaced',
  shortNames: ['hpa'],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'HorizontalPodAutoscaler', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'qwQve8ut294=',
})
export type HorizontalPodAutoscaler = Instance<typeof HorizontalPodAutoscaler>
