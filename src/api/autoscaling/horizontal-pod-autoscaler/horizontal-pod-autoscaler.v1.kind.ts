// HorizontalPodAutoscaler (autoscaling/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.v1.schema.ts'
export const HorizontalPodAutoscalerV1 = defineKind({
  schema: horizontalPodAutoscaler,
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  scope: 'Namespaced',
  shortNames: ['hpa'],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'HorizontalPodAutoscaler', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'qwQve8ut294=',
})
export type HorizontalPodAutoscalerV1 = Instance<typeof HorizontalPodAutoscalerV1>
