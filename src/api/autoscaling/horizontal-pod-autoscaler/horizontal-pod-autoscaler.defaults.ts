// What the server fills in of autoscalers. Upstream: pkg/apis/autoscaling/v2/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
} from './horizontal-pod-autoscaler.schema.ts'

const defaultUtilization = 80

export function defaultHorizontalPodAutoscaler({ spec }: Mutable<HorizontalPodAutoscaler>): void {
  spec.minReplicas ??= 1
  if ((spec.metrics ?? []).length === 0) spec.metrics = defaultMetrics()
  if (spec.behavior === undefined) return
  spec.behavior.scaleUp = withDefaults(spec.behavior.scaleUp, {
    selectPolicy: 'Max',
    stabilizationWindowSeconds: 0,
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  })
  spec.behavior.scaleDown = withDefaults(spec.behavior.scaleDown, {
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  })
}

/** The metrics of autoscalers that name none. */
export function defaultMetrics(): Mutable<MetricSpec>[] {
  const target = { type: 'Utilization', averageUtilization: defaultUtilization }
  return [{ type: 'Resource', resource: { name: 'cpu', target } }]
}

function withDefaults(
  rules: Mutable<HPAScalingRules> | undefined,
  defaults: Mutable<HPAScalingRules>,
): Mutable<HPAScalingRules> {
  const given = Object.entries(rules ?? {}).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(given) }
}
