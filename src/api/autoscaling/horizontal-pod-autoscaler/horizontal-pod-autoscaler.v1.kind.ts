// HorizontalPodAutoscaler (autoscaling/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { fromV2, toV2 } from './horizontal-pod-autoscaler.conversion.ts'
import { HorizontalPodAutoscaler as StoredKind } from './horizontal-pod-autoscaler.kind.ts'
import type { HorizontalPodAutoscaler as Stored } from './horizontal-pod-autoscaler.schema.ts'
import { horizontalPodAutoscalerStrategyV1 } from './horizontal-pod-autoscaler.strategy.ts'
import {
  defaultHorizontalPodAutoscalerV1,
  horizontalPodAutoscalerV1Columns,
  validateHorizontalPodAutoscalerV1,
} from './horizontal-pod-autoscaler.v1.behaviour.ts'
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
  default: defaultHorizontalPodAutoscalerV1,
  strategy: horizontalPodAutoscalerStrategyV1,
  validate: validateHorizontalPodAutoscalerV1,
  columns: horizontalPodAutoscalerV1Columns,
  storedAs: {
    kind: StoredKind,
    toStored: toV2,
    fromStored: (obj) => fromV2(obj as Stored),
  },
})
export type HorizontalPodAutoscalerV1 = Instance<typeof HorizontalPodAutoscalerV1>
