// HorizontalPodAutoscaler (autoscaling/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { fromV2, toV2 } from './horizontal-pod-autoscaler.conversion.ts'
import { HorizontalPodAutoscaler as StoredKind } from './horizontal-pod-autoscaler.kind.ts'
import type { HorizontalPodAutoscaler as Stored } from './horizontal-pod-autoscaler.schema.ts'
import { horizontalPodAutoscalerStrategyV1 } from './horizontal-pod-autoscaler.strategy.ts'
import {
  defaultHorizontalPodAutoscalerV1,
  horizontalPodAutoscalerV1Columns,
} from './horizontal-pod-autoscaler.v1.behaviour.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.v1.schema.ts'
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerStatusUpdate,
  validateHorizontalPodAutoscalerUpdate,
  validateReferredVersions,
} from './horizontal-pod-autoscaler.validation.ts'
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
  validate: (obj) => validateHorizontalPodAutoscaler(toV2(obj)),
  validateCreate: (obj) => validateReferredVersions(toV2(obj)),
  validateUpdate: (next, old) => validateHorizontalPodAutoscalerUpdate(toV2(next), toV2(old)),
  validateStatusUpdate: (next) => validateHorizontalPodAutoscalerStatusUpdate(toV2(next)),
  columns: horizontalPodAutoscalerV1Columns,
  storedAs: {
    kind: StoredKind,
    toStored: toV2,
    fromStored: (obj) => fromV2(obj as Stored),
  },
})
export type HorizontalPodAutoscalerV1 = Instance<typeof HorizontalPodAutoscalerV1>
