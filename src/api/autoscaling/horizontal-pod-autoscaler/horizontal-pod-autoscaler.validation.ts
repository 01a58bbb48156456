// Faults of autoscalers. Upstream: pkg/apis/autoscaling/validation/validation.go.
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { checkEnum, checkNonNegative, checkPositiveQuantity, checkRequired, faultsAt } from '../../checks.ts'
import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
} from './horizontal-pod-autoscaler.schema.ts'

const maxPeriodSeconds = 1800
const maxWindowSeconds = 3600

export function validateHorizontalPodAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef, metrics = [], behavior } = spec
  const faults: FieldError[] = []
  if (minReplicas !== undefined && minReplicas < 1) {
    faults.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'))
  }
  if (maxReplicas < 1) faults.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0'))
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    faults.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'))
  }
  faults.push(...checkReference(scaleTargetRef, 'spec.scaleTargetRef'))
  for (const [index, metric] of metrics.entries()) {
    faults.push(...validateMetric(metric, `spec.metrics[${index}]`))
  }
  faults.push(...validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp'))
  return [...faults, ...validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown')]
}

function checkReference(
  { kind, name }: { readonly kind: string; readonly name: string },
  path: string,
): FieldError[] {
  return [...checkSegment(kind, `${path}.kind`), ...checkSegment(name, `${path}.name`)]
}

function checkSegment(text: string, field: string): FieldError[] {
  return text === '' ? [required(field)] : faultsAt(field, text, nameIsPathSegment(text, false))
}

/** Which part of a metric goes with which type. */
const parts = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
} as const

function validateMetric(metric: MetricSpec, path: string): FieldError[] {
  if (metric.type === '') return [required(`${path}.type`, 'must specify a metric source type')]
  const faults = checkEnum(metric.type, `${path}.type`, Object.keys(parts))
  if (faults.length > 0) return faults
  const expected = parts[metric.type as keyof typeof parts]
  const given = Object.values(parts).filter((part) => metric[part] !== undefined)
  if (!given.includes(expected)) {
    const text = `must populate information for the given metric source`
    faults.push(required(`${path}.${expected}`, text))
  }
  for (const part of given.filter((candidate) => candidate !== expected)) {
    faults.push(forbidden(`${path}.${part}`, 'must populate the given metric source only'))
  }
  return [...faults, ...validateSource(metric, path)]
}

function validateSource(metric: MetricSpec, path: string): FieldError[] {
  const { object, external, pods, resource, containerResource } = metric
  const faults: FieldError[] = []
  if (object !== undefined) {
    faults.push(...checkReference(object.describedObject, `${path}.object.describedObject`))
    faults.push(...checkIdentifier(object.metric, `${path}.object.metric`))
    faults.push(...checkTarget(object.target, `${path}.object.target`, ['value', 'averageValue']))
  }
  if (external !== undefined) {
    faults.push(...checkIdentifier(external.metric, `${path}.external.metric`))
    faults.push(...checkTarget(external.target, `${path}.external.target`, ['value', 'averageValue']))
  }
  if (pods !== undefined) {
    faults.push(...checkIdentifier(pods.metric, `${path}.pods.metric`))
    faults.push(...checkTarget(pods.target, `${path}.pods.target`, ['averageValue']))
  }
  const perResource = ['averageUtilization', 'averageValue'] as const
  if (resource !== undefined) {
    faults.push(...checkRequired(resource.name, `${path}.resource.name`))
    faults.push(...checkTarget(resource.target, `${path}.resource.target`, perResource))
  }
  if (containerResource !== undefined) {
    faults.push(...checkRequired(containerResource.name, `${path}.containerResource.name`))
    faults.push(...checkRequired(containerResource.container, `${path}.containerResource.container`))
    faults.push(...checkTarget(containerResource.target, `${path}.containerResource.target`, perResource))
  }
  return faults
}

function checkIdentifier({ name, selector }: MetricIdentifier, path: string): FieldError[] {
  return [...checkSegment(name, `${path}.name`), ...validateLabelSelector(selector, `${path}.selector`)]
}

type Amount = 'value' | 'averageValue' | 'averageUtilization'

/** Exactly one of the amounts that the metric knows. */
function checkTarget(target: MetricTarget, path: string, known: readonly Amount[]): FieldError[] {
  const types = ['AverageValue', 'Utilization', 'Value']
  const faults =
    target.type === ''
      ? [required(`${path}.type`, 'must specify a metric target type')]
      : checkEnum(target.type, `${path}.type`, types)
  const given = known.filter((amount) => target[amount] !== undefined)
  if (given.length === 0) {
    const [first = 'value', ...others] = known
    const text =
      others.length === 0
        ? 'must specify a positive target averageValue'
        : `must set either a target raw value or a target ${others.join(' or ')}`
    faults.push(required(`${path}.${first}`, text))
  }
  if (given.length > 1)
    faults.push(forbidden(`${path}.${given[0]}`, `may not set both ${given.join(' and ')}`))
  for (const amount of ['value', 'averageValue'] as const) {
    const text = target[amount]
    if (text !== undefined) faults.push(...checkPositiveQuantity(text, `${path}.${amount}`))
  }
  const { averageUtilization } = target
  if (averageUtilization !== undefined && averageUtilization < 1) {
    faults.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'))
  }
  return faults
}

function validateRules(rules: HPAScalingRules | undefined, path: string): FieldError[] {
  if (rules === undefined) return []
  const { stabilizationWindowSeconds: window, policies = [] } = rules
  const faults = checkNonNegative(window, `${path}.stabilizationWindowSeconds`)
  if ((window ?? 0) > maxWindowSeconds) {
    const text = `must be less than or equal to ${maxWindowSeconds}`
    faults.push(invalid(`${path}.stabilizationWindowSeconds`, window, text))
  }
  faults.push(...checkEnum(rules.selectPolicy, `${path}.selectPolicy`, ['Disabled', 'Max', 'Min']))
  if (policies.length === 0) faults.push(required(`${path}.policies`, 'must specify at least one Policy'))
  for (const [index, policy] of policies.entries()) {
    const at = `${path}.policies[${index}]`
    faults.push(...checkEnum(policy.type, `${at}.type`, ['Percent', 'Pods']))
    if (policy.value <= 0) faults.push(invalid(`${at}.value`, policy.value, 'must be greater than zero'))
    const { periodSeconds } = policy
    if (periodSeconds <= 0)
      faults.push(invalid(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero'))
    if (periodSeconds > maxPeriodSeconds) {
      const text = `must be less than or equal to ${maxPeriodSeconds}`
      faults.push(invalid(`${at}.periodSeconds`, periodSeconds, text))
    }
  }
  return faults
}

export function validateHorizontalPodAutoscalerStatusUpdate({
  status,
}: HorizontalPodAutoscaler): FieldError[] {
  return [
    ...checkNonNegative(status?.currentReplicas, 'status.currentReplicas'),
    ...checkNonNegative(status?.desiredReplicas, 'status.desiredReplicas'),
  ]
}
