// HorizontalPodAutoscaler (autoscaling/v2).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { horizontalPodAutoscalerColumns } from './horizontal-pod-autoscaler.columns.ts'
import { defaultHorizontalPodAutoscaler } from './horizontal-pod-autoscaler.defaults.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.schema.ts'
import { horizontalPodAutoscalerStrategy } from './horizontal-pod-autoscaler.strategy.ts'
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerStatusUpdate,
  validateHorizontalPodAutoscalerUpdate,
  validateReferredVersions,
} from './horizontal-pod-autoscaler.validation.ts'
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
  default: defaultHorizontalPodAutoscaler,
  strategy: horizontalPodAutoscalerStrategy,
  columns: horizontalPodAutoscalerColumns,
  validate: validateHorizontalPodAutoscaler,
  validateCreate: validateReferredVersions,
  validateUpdate: validateHorizontalPodAutoscalerUpdate,
  validateStatusUpdate: validateHorizontalPodAutoscalerStatusUpdate,
})
export type HorizontalPodAutoscaler = Instance<typeof HorizontalPodAutoscaler>
