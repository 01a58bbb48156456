// What the server does to autoscalers. Upstream: pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go.
import { specStrategy } from '../../strategies.ts'
import {
  type HorizontalPodAutoscaler,
  horizontalPodAutoscalerStatus,
} from './horizontal-pod-autoscaler.schema.ts'
import {
  type HorizontalPodAutoscaler as HorizontalPodAutoscalerV1,
  horizontalPodAutoscalerStatus as statusV1,
} from './horizontal-pod-autoscaler.v1.schema.ts'

export const horizontalPodAutoscalerStrategy = specStrategy<HorizontalPodAutoscaler>({
  status: horizontalPodAutoscalerStatus,
  generation: false,
})

export const horizontalPodAutoscalerStrategyV1 = specStrategy<HorizontalPodAutoscalerV1>({
  status: statusV1,
  generation: false,
})
