// How autoscalers are listed. Upstream: pkg/printers/internalversion/printers.go printHorizontalPodAutoscaler.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from './horizontal-pod-autoscaler.schema.ts'

const shown = 2
const unknown = '<unknown>'
/** As Go prints a quantity that is not there. */
const nil = '<nil>'

function targetsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? []
  if (metrics.length === 0) return '<none>'
  const texts = metrics.map((metric, index) => metricText(metric, status?.currentMetrics?.[index]))
  const text = texts.slice(0, shown).join(', ')
  return texts.length > shown ? `${text} + ${texts.length - shown} more...` : text
}

function metricText(metric: MetricSpec, status: MetricStatus | undefined): string {
  switch (metric.type) {
    case 'External':
      return amountText(metric.external?.target, status?.external?.current)
    case 'Object':
      return amountText(metric.object?.target, status?.object?.current)
    case 'Pods':
      return `${valueText(status?.pods?.current, 'averageValue')}/${metric.pods?.target.averageValue ?? nil}`
    case 'Resource':
      return resourceText(metric.resource, status?.resource?.current)
    case 'ContainerResource':
      return resourceText(metric.containerResource, status?.containerResource?.current)
    default:
      return '<unknown type>'
  }
}

function amountText(target: MetricTarget | undefined, current: MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined)
    return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`
  return `${valueText(current, 'value')}/${target?.value ?? nil}`
}

function valueText(current: MetricValueStatus | undefined, field: 'value' | 'averageValue'): string {
  return current === undefined ? unknown : (current[field] ?? nil)
}

function resourceText(
  source: { readonly name: string; readonly target: MetricTarget } | undefined,
  current: MetricValueStatus | undefined,
): string {
  if (source === undefined) return unknown
  const { name, target } = source
  if (target.averageValue !== undefined)
    return `${name}: ${valueText(current, 'averageValue')}/${target.averageValue}`
  const percent = (value: number | undefined, absent: string) => (value === undefined ? absent : `${value}%`)
  return `${name}: ${percent(current?.averageUtilization, unknown)}/${percent(target.averageUtilization, '<auto>')}`
}

export const horizontalPodAutoscalerColumns: readonly Column<HorizontalPodAutoscaler>[] = [
  nameColumn,
  column<HorizontalPodAutoscaler>(
    'Reference',
    ({ spec: { scaleTargetRef } }) => `${scaleTargetRef.kind}/${scaleTargetRef.name}`,
  ),
  column<HorizontalPodAutoscaler>('Targets', targetsText),
  column<HorizontalPodAutoscaler>('MinPods', ({ spec }) => String(spec.minReplicas ?? '<unset>')),
  column<HorizontalPodAutoscaler>('MaxPods', ({ spec }) => spec.maxReplicas),
  column<HorizontalPodAutoscaler>('Replicas', ({ status }) => status?.currentReplicas ?? 0),
  ageColumn,
]
