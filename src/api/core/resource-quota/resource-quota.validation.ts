// Faults of resource quotas. Upstream: pkg/apis/core/validation/validation.go ValidateResourceQuotaSpec.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { immutableText } from '../../checks.ts'
import { validateResourceName, validateResourceQuantity } from '../pod/pod-resources.validation.ts'
import type {
  ResourceQuota,
  ResourceQuotaSpec,
  ScopedResourceSelectorRequirement,
} from './resource-quota.schema.ts'

const scopes = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]
const conflicts = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

type Amounts = Readonly<Record<string, string>> | undefined

export function validateResourceQuota({ spec, status }: ResourceQuota): FieldError[] {
  return [
    ...checkAmounts(spec.hard, 'spec.hard'),
    ...validateScopes(spec),
    ...validateSelector(spec),
    ...checkAmounts(status?.hard, 'status.hard'),
    ...checkAmounts(status?.used, 'status.used'),
  ]
}

function checkAmounts(amounts: Amounts, path: string): FieldError[] {
  return Object.entries(amounts ?? {}).flatMap(([name, amount]) => {
    const field = `${path}[${name}]`
    // `count/<resource>.<group>` is qualified, so that nothing else has to be known of it.
    const unknown = !name.includes('/') && !isStandard(name)
    return [
      ...validateResourceName(name, field),
      ...(unknown ? [invalid(field, name, 'must be a standard resource for quota')] : []),
      ...validateResourceQuantity(name, amount, field),
    ]
  })
}

const podCompute = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory']
const podResources = ['pods', ...podCompute]
const claimResources = ['persistentvolumeclaims', 'requests.storage']
const standard = [
  ...podResources,
  ...claimResources,
  'ephemeral-storage',
  'requests.ephemeral-storage',
  'limits.ephemeral-storage',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]

function isStandard(name: string): boolean {
  return standard.includes(name) || /^(requests\.)?hugepages-/.test(name)
}

/** A quota for pods that run to no end in particular cannot count, say, services. */
function scopeFits(scope: string, resource: string): boolean {
  if (!isStandard(resource) || !scopes.includes(scope)) return true
  if (scope === 'BestEffort') return resource === 'pods'
  return (scope === 'VolumeAttributesClass' ? claimResources : podResources).includes(resource)
}

function fitsAll(scope: string, hard: Amounts): boolean {
  return Object.keys(hard ?? {}).every((name) => scopeFits(scope, name))
}

function validateScopes({ scopes: given = [], hard }: ResourceQuotaSpec): FieldError[] {
  const field = 'spec.scopes'
  const faults: FieldError[] = []
  // All have the same text, so each is said once.
  if (given.some((scope) => !scopes.includes(scope))) faults.push(invalid(field, given, 'unsupported scope'))
  if ([...new Set(given)].some((scope) => !fitsAll(scope, hard))) {
    faults.push(invalid(field, given, 'unsupported scope applied to resource'))
  }
  return [...faults, ...checkConflicts(given, field, given)]
}

function checkConflicts(given: readonly string[], field: string, value: unknown): FieldError[] {
  return conflicts
    .filter(([one, other]) => given.includes(one) && given.includes(other))
    .map(() => invalid(field, value, 'conflicting scopes'))
}

function validateSelector(spec: ResourceQuotaSpec): FieldError[] {
  const path = 'spec.scopeSelector.matchExpressions'
  const expressions = spec.scopeSelector?.matchExpressions ?? []
  const names = expressions.map((expression) => expression.scopeName)
  const faults = expressions.flatMap((expression) => [
    ...(scopes.includes(expression.scopeName)
      ? []
      : [invalid(`${path}.scopeName`, expression.scopeName, 'unsupported scope')]),
    ...checkOperator(expression, path),
  ])
  if ([...new Set(names)].some((scope) => !fitsAll(scope, spec.hard))) {
    faults.push(invalid(path, spec.scopeSelector, 'unsupported scope applied to resource'))
  }
  return [...faults, ...checkConflicts(names, path, spec.scopes ?? null)]
}

function checkOperator(expression: ScopedResourceSelectorRequirement, path: string): FieldError[] {
  const { scopeName, operator, values = [] } = expression
  const faults: FieldError[] = []
  if (scopeName !== 'PriorityClass' && scopeName !== 'VolumeAttributesClass' && operator !== 'Exists') {
    const text =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
    faults.push(invalid(`${path}.operator`, operator, text))
  }
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length > 0) return faults
    const text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
    return [...faults, required(`${path}.values`, text)]
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length === 0) return faults
    const text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
    return [...faults, invalid(`${path}.values`, values, text)]
  }
  return [...faults, invalid(`${path}.operator`, operator, 'not a valid selector operator')]
}

export function validateResourceQuotaUpdate(next: ResourceQuota, old: ResourceQuota): FieldError[] {
  const [after, before] = [new Set(next.spec.scopes ?? []), new Set(old.spec.scopes ?? [])]
  if (after.symmetricDifference(before).size === 0) return []
  return [invalid('spec.scopes', next.spec.scopes ?? null, immutableText)]
}

export function validateResourceQuotaStatusUpdate({ status }: ResourceQuota): FieldError[] {
  return [...checkAmounts(status?.hard, 'status.hard'), ...checkAmounts(status?.used, 'status.used')]
}
