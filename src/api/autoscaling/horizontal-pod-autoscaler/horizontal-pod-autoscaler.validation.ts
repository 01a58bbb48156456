// Faults of autoscalers. Upstream: pkg/apis/autoscaling/validation/validation.go.
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { compareQuantity } from '../../../machinery/quantity/quantity.ts'
import {
  checkDNSLabel,
  checkNonNegative,
  checkNonNegativeQuantity,
  checkOptionalEnum,
  faultsAt,
} from '../../checks.ts'
import { validateContainerResourceName } from '../../core/pod/pod-resources.validation.ts'
import type {
  HorizontalPodAutoscaler,
  HPAScalingPolicy,
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
  if (maxReplicas === 0) faults.push(required('spec.maxReplicas', 'must be set and greater than 0'))
  if (maxReplicas < 0) {
    faults.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1'))
  }
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    faults.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'))
  }
  faults.push(...checkReference(scaleTargetRef, 'spec.scaleTargetRef'))
  for (const [index, metric] of metrics.entries()) {
    faults.push(...validateMetric(metric, `spec.metrics[${index}]`))
  }
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    const text = 'must specify at least one Object or External metric to support scaling to zero replicas'
    faults.push(forbidden('spec.metrics', text))
  }
  faults.push(...validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp'))
  return [...faults, ...validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown')]
}

/** `toZero`: whether autoscalers may leave no pod at all, as those may that do so already. */
export function validateLowestReplicas(
  next: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler | undefined,
  { toZero }: { readonly toZero: boolean },
): FieldError[] {
  const { minReplicas } = next.spec
  const lowest = toZero || old?.spec.minReplicas === 0 ? 0 : 1
  if (minReplicas === undefined || minReplicas >= lowest) return []
  return [invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${lowest}`)]
}

/** Versions of what is referred to, which objects from before they were checked may keep. */
export function validateReferredVersions({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const faults = checkAPIVersion(spec.scaleTargetRef, 'spec.scaleTargetRef', {
    // Of what can be scaled it alone has no group.
    needsGroup: spec.scaleTargetRef.kind !== 'ReplicationController',
  })
  for (const [index, { object }] of (spec.metrics ?? []).entries()) {
    if (object === undefined) continue
    const path = `spec.metrics[${index}].object.describedObject`
    faults.push(...checkAPIVersion(object.describedObject, path, { needsGroup: false }))
  }
  return faults
}

export function validateHorizontalPodAutoscalerUpdate(
  next: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler,
): FieldError[] {
  return validateReferredVersions(old).length > 0 ? [] : validateReferredVersions(next)
}

function checkAPIVersion(
  { apiVersion = '' }: { readonly apiVersion?: string | undefined },
  path: string,
  { needsGroup }: { readonly needsGroup: boolean },
): FieldError[] {
  const field = `${path}.apiVersion`
  const slashes = apiVersion.split('/').length - 1
  if (slashes > 1) return [invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)]
  const hasGroup = slashes === 1 && !apiVersion.startsWith('/')
  return needsGroup && !hasGroup ? [invalid(field, apiVersion, 'apiVersion must specify API group')] : []
}

function checkReference(
  { kind, name }: { readonly kind: string; readonly name: string },
  path: string,
): FieldError[] {
  return [...checkSegment(kind, `${path}.kind`), ...checkSegment(name, `${path}.name`)]
}

function checkSegment(text: string, field: string, absent = ''): FieldError[] {
  return text === '' ? [required(field, absent)] : faultsAt(field, text, nameIsPathSegment(text, false))
}

/** Which part of a metric goes with which type. */
const parts = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
} as const
const types = Object.keys(parts)

/** In the order in which upstream looks for them: of two the first is looked into. */
const sources = ['object', 'external', 'pods', 'resource', 'containerResource'] as const

function validateMetric(metric: MetricSpec, path: string): FieldError[] {
  const { type } = metric
  const faults = type === '' ? [required(`${path}.type`, 'must specify a metric source type')] : []
  const unknown = types.includes(type) ? [] : [notSupported(`${path}.type`, type, types)]
  faults.push(...unknown)
  const given = sources.filter((source) => metric[source] !== undefined)
  const [first] = given
  if (first !== undefined) faults.push(...validateSource(metric, first, `${path}.${first}`))
  const expected = parts[type as keyof typeof parts] as (typeof sources)[number] | undefined
  // Upstream says it twice.
  faults.push(...unknown)
  if (expected !== undefined && !given.includes(expected)) {
    faults.push(required(`${path}.${expected}`, 'must populate information for the given metric source'))
  }
  if (given.length === 1) return faults
  const surplus = given.filter((source) => source !== expected)
  const text = 'must populate the given metric source only'
  return [...faults, ...surplus.map((source) => forbidden(`${path}.${source}`, text))]
}

function validateSource(metric: MetricSpec, source: (typeof sources)[number], path: string): FieldError[] {
  const { object, external, pods, resource, containerResource } = metric
  if (source === 'object' && object !== undefined) {
    return [
      ...checkReference(object.describedObject, `${path}.describedObject`),
      ...checkIdentifier(object.metric, `${path}.metric`),
      ...checkTarget(object.target, `${path}.target`),
      ...checkAnyValue(object.target, path, 'must set either a target value or averageValue'),
    ]
  }
  if (source === 'external' && external !== undefined) return validateExternal(external, path)
  if (source === 'pods' && pods !== undefined) {
    const faults = [
      ...checkIdentifier(pods.metric, `${path}.metric`),
      ...checkTarget(pods.target, `${path}.target`),
    ]
    if (pods.target.averageValue !== undefined) return faults
    return [...faults, required(`${path}.target.averageValue`, 'must specify a positive target averageValue')]
  }
  if (source === 'resource' && resource !== undefined) {
    const faults = resource.name === '' ? [required(`${path}.name`, 'must specify a resource name')] : []
    return [...faults, ...checkResourceTarget(resource.target, `${path}.target`)]
  }
  return containerResource === undefined ? [] : validateContainerResource(containerResource, path)
}

function validateExternal(
  { metric, target }: NonNullable<MetricSpec['external']>,
  path: string,
): FieldError[] {
  const faults = [
    ...checkIdentifier(metric, `${path}.metric`),
    ...checkTarget(target, `${path}.target`),
    ...checkAnyValue(target, path, 'must set either a target value for metric or a per-pod target'),
  ]
  if (target.value === undefined || target.averageValue === undefined) return faults
  const text = 'may not set both a target value for metric and a per-pod target'
  return [...faults, forbidden(`${path}.target.value`, text)]
}

function validateContainerResource(
  { name, container, target }: NonNullable<MetricSpec['containerResource']>,
  path: string,
): FieldError[] {
  return [
    ...(name === ''
      ? [required(`${path}.name`, 'must specify a resource name')]
      : validateContainerResourceName(name, `${path}.name`)),
    ...(container === ''
      ? [required(`${path}.container`, 'must specify a container')]
      : checkDNSLabel(container, `${path}.container`)),
    ...checkResourceTarget(target, `${path}.target`),
  ]
}

function checkIdentifier({ name }: MetricIdentifier, path: string): FieldError[] {
  return checkSegment(name, `${path}.name`, 'must specify a metric name')
}

function checkAnyValue(target: MetricTarget, path: string, text: string): FieldError[] {
  if (target.value !== undefined || target.averageValue !== undefined) return []
  return [required(`${path}.target.averageValue`, text)]
}

function checkResourceTarget(target: MetricTarget, path: string): FieldError[] {
  const faults = checkTarget(target, path)
  const { averageUtilization: share, averageValue: amount } = target
  if (share === undefined && amount === undefined) {
    const text = 'must set either a target raw value or a target utilization'
    return [...faults, required(`${path}.averageUtilization`, text)]
  }
  if (share === undefined || amount === undefined) return faults
  const text = 'may not set both a target raw value and a target utilization'
  return [...faults, forbidden(`${path}.averageValue`, text)]
}

function checkTarget(target: MetricTarget, path: string): FieldError[] {
  const { type, averageUtilization } = target
  const faults = type === '' ? [required(`${path}.type`, 'must specify a metric target type')] : []
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) {
    faults.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'))
  }
  for (const amount of ['value', 'averageValue'] as const) {
    const text = target[amount]
    if (text !== undefined && compareQuantity(text, '0') <= 0) {
      faults.push(invalid(`${path}.${amount}`, text, 'must be positive'))
    }
  }
  if (averageUtilization === undefined || averageUtilization >= 1) return faults
  return [...faults, invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0')]
}

function validateRules(rules: HPAScalingRules | undefined, path: string): FieldError[] {
  if (rules === undefined) return []
  const { stabilizationWindowSeconds: window = 0, policies = [], tolerance } = rules
  const faults: FieldError[] = []
  if (window < 0) {
    const text = 'must be greater than or equal to zero'
    faults.push(invalid(`${path}.stabilizationWindowSeconds`, window, text))
  }
  if (window > maxWindowSeconds) {
    const text = `must be less than or equal to ${maxWindowSeconds}`
    faults.push(invalid(`${path}.stabilizationWindowSeconds`, window, text))
  }
  faults.push(...checkOptionalEnum(rules.selectPolicy, `${path}.selectPolicy`, ['Disabled', 'Max', 'Min']))
  if (policies.length === 0) faults.push(required(`${path}.policies`, 'must specify at least one Policy'))
  faults.push(...policies.flatMap((policy, index) => validatePolicy(policy, `${path}.policies[${index}]`)))
  if (tolerance === undefined) return faults
  return [...faults, ...checkNonNegativeQuantity(tolerance, `${path}.tolerance`)]
}

function validatePolicy({ type, value, periodSeconds }: HPAScalingPolicy, path: string): FieldError[] {
  const faults = checkOptionalEnum(type, `${path}.type`, ['Percent', 'Pods'])
  const notPositive = 'must be greater than zero'
  if (value <= 0) faults.push(invalid(`${path}.value`, value, notPositive))
  if (periodSeconds <= 0) faults.push(invalid(`${path}.periodSeconds`, periodSeconds, notPositive))
  if (periodSeconds <= maxPeriodSeconds) return faults
  const text = `must be less than or equal to ${maxPeriodSeconds}`
  return [...faults, invalid(`${path}.periodSeconds`, periodSeconds, text)]
}

export function validateHorizontalPodAutoscalerStatusUpdate({
  status,
}: HorizontalPodAutoscaler): FieldError[] {
  return [
    ...checkNonNegative(status?.currentReplicas, 'status.currentReplicas'),
    ...checkNonNegative(status?.desiredReplicas, 'status.desiredReplicas'),
  ]
}
