// Autoscalers of autoscaling/v1 know one target, the utilisation of CPU; everything else of v2 travels in annotations, so
// that nothing is lost on the way there and back. Upstream: pkg/apis/autoscaling/v1/conversion.go.
// Differs: the annotations hold metrics and conditions in the form of autoscaling/v2.
import { semanticEqual } from '../../../machinery/equality.ts'
import { defaultMetrics } from './horizontal-pod-autoscaler.defaults.ts'
import type {
  MetricSpec,
  MetricStatus,
  HorizontalPodAutoscaler as V2,
} from './horizontal-pod-autoscaler.schema.ts'
import type { HorizontalPodAutoscaler as V1 } from './horizontal-pod-autoscaler.v1.schema.ts'

const metricsAnnotation = 'autoscaling.alpha.kubernetes.io/metrics'
const currentMetricsAnnotation = 'autoscaling.alpha.kubernetes.io/current-metrics'
const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions'
const behaviorAnnotation = 'autoscaling.alpha.kubernetes.io/behavior'
const all = [metricsAnnotation, currentMetricsAnnotation, conditionsAnnotation, behaviorAnnotation]

type Annotations = Readonly<Record<string, string>>

function isCPU(metric: MetricSpec): boolean {
  return metric.resource?.name === 'cpu' && metric.resource.target.averageUtilization !== undefined
}

export function fromV2(obj: V2): V1 {
  const { metrics = [], behavior, ...spec } = obj.spec
  const { currentMetrics = [], conditions, ...status } = obj.status ?? { desiredReplicas: 0 }
  const cpu = metrics.find(isCPU)
  const current = currentMetrics.find((metric) => metric.resource?.name === 'cpu')
  const added = {
    [metricsAnnotation]: jsonOf(metrics.filter((metric) => metric !== cpu)),
    [currentMetricsAnnotation]: jsonOf(currentMetrics.filter((metric) => metric !== current)),
    [conditionsAnnotation]: jsonOf(conditions ?? []),
    [behaviorAnnotation]: behavior === undefined ? undefined : JSON.stringify(behavior),
  }
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v1',
    metadata: withAnnotations(obj.metadata, added),
    spec: {
      ...spec,
      ...present({ targetCPUUtilizationPercentage: cpu?.resource?.target.averageUtilization }),
    },
    status: {
      ...status,
      currentReplicas: status.currentReplicas ?? 0,
      ...present({ currentCPUUtilizationPercentage: current?.resource?.current.averageUtilization }),
    },
  }
}

export function toV2(obj: V1): V2 {
  const { targetCPUUtilizationPercentage, ...spec } = obj.spec
  const { currentCPUUtilizationPercentage, ...status } = obj.status ?? { desiredReplicas: 0 }
  const annotations = obj.metadata.annotations
  const metrics = [
    ...cpuMetric(targetCPUUtilizationPercentage),
    ...listOf<MetricSpec>(annotations, metricsAnnotation),
  ]
  const current = [
    ...cpuStatus(currentCPUUtilizationPercentage),
    ...listOf<MetricStatus>(annotations, currentMetricsAnnotation),
  ]
  const conditions = listOf<NonNullable<NonNullable<V2['status']>['conditions']>[number]>(
    annotations,
    conditionsAnnotation,
  )
  const behavior = parsed(annotations, behaviorAnnotation)
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: withAnnotations(obj.metadata, Object.fromEntries(all.map((name) => [name, undefined]))),
    spec: {
      ...spec,
      metrics: metrics.length > 0 ? metrics : defaultMetrics(),
      ...(isStruct(behavior) && { behavior: behavior as NonNullable<V2['spec']['behavior']> }),
    },
    status: { ...status, currentMetrics: current, ...(conditions.length > 0 && { conditions }) },
  }
}

function cpuMetric(averageUtilization: number | undefined): MetricSpec[] {
  if (averageUtilization === undefined) return []
  return [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } },
  ]
}

function cpuStatus(averageUtilization: number | undefined): MetricStatus[] {
  if (averageUtilization === undefined) return []
  return [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } }]
}

function jsonOf(list: readonly unknown[]): string | undefined {
  return list.length === 0 ? undefined : JSON.stringify(list)
}

function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** The metadata with these annotations set, or taken away where undefined. */
function withAnnotations<M extends { readonly annotations?: Annotations | undefined }>(
  metadata: M,
  changes: Readonly<Record<string, string | undefined>>,
): M {
  const entries = Object.entries({ ...metadata.annotations, ...changes }).filter(
    ([, value]) => value !== undefined,
  )
  const annotations = entries.length === 0 ? undefined : Object.fromEntries(entries)
  if (semanticEqual(annotations, metadata.annotations)) return metadata
  const { annotations: _, ...rest } = metadata
  return (annotations === undefined ? rest : { ...rest, annotations }) as M
}

function listOf<T>(annotations: Annotations | undefined, name: string): readonly T[] {
  const value = parsed(annotations, name)
  return Array.isArray(value) ? (value.filter(isStruct) as T[]) : []
}

function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a user wrote there by hand may be anything, and counts as nothing then. */
function parsed(annotations: Annotations | undefined, name: string): unknown {
  const text = annotations !== undefined && Object.hasOwn(annotations, name) ? annotations[name] : undefined
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
