// Faults of requests and limits: names of resources, amounts, requests within limits, claims of the pod.
// Upstream: pkg/apis/core/validation/validation.go validateResourceRequirements, pkg/apis/core/helper/helpers.go.
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { isQualifiedName } from '../../../machinery/names/validation.ts'
import {
  compareQuantity,
  formatQuantity,
  parseQuantity,
  quantityMilli,
} from '../../../machinery/quantity/quantity.ts'
import { checkDNSLabel, checkNonNegativeQuantity, faultsAt } from '../../checks.ts'
import { isPodLevelResource, podRequests } from './pod.resources.ts'
import type { PodSpec } from './pod.schema.ts'
import type { ResourceClaim, ResourceRequirements } from './pod-container.schema.ts'

const containerResources = new Set(['cpu', 'ephemeral-storage', 'memory'])
const standardResources = new Set([
  ...containerResources,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
])
/** Resources of which there are only whole ones. */
const countedResources = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-')
}

/** Without a domain, or of kubernetes.io. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/')
}

export function isExtendedResourceName(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false
  return isQualifiedName(`requests.${name}`).length === 0
}

/** Requests may be lower than limits only for resources that a node can promise twice. */
function mayOvercommit(name: string): boolean {
  return isNative(name) && !isHugePages(name)
}

export function validateResourceName(name: string, field: string): FieldError[] {
  const faults = faultsAt(field, name, isQualifiedName(name))
  if (faults.length > 0 || name.includes('/')) return faults
  if (standardResources.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')) return []
  return [invalid(field, name, 'must be a standard resource type or fully qualified')]
}

export function validateContainerResourceName(name: string, field: string): FieldError[] {
  const faults = validateResourceName(name, field)
  if (!name.includes('/')) {
    if (containerResources.has(name) || isHugePages(name)) return faults
    return [...faults, invalid(field, name, 'must be a standard resource for containers')]
  }
  if (isNative(name) || isExtendedResourceName(name)) return faults
  return [...faults, invalid(field, name, "doesn't follow extended resource name standard")]
}

function validatePodResourceName(name: string, field: string): FieldError[] {
  const faults = validateResourceName(name, field)
  if (faults.length > 0 || isPodLevelResource(name)) return faults
  return [notSupported(field, name, ['cpu', 'hugepages-', 'memory'])]
}

/** Not negative, and whole where the resource is counted. */
export function validateResourceQuantity(name: string, value: string, field: string): FieldError[] {
  const faults = checkNonNegativeQuantity(value, field)
  const whole = countedResources.has(name) || isExtendedResourceName(name)
  if (whole && quantityMilli(value) % 1000 !== 0) faults.push(invalid(field, value, 'must be an integer'))
  return faults
}

type NameCheck = (name: string, field: string) => FieldError[]

export function validateContainerResources(
  resources: ResourceRequirements | undefined,
  claimNames: ReadonlySet<string>,
  path: string,
): FieldError[] {
  if (resources === undefined) return []
  return validateRequirements(resources, path, { claimNames, checkName: validateContainerResourceName })
}

function validateRequirements(
  resources: ResourceRequirements,
  path: string,
  options: { claimNames: ReadonlySet<string>; checkName: NameCheck },
): FieldError[] {
  const limits = Object.entries(resources.limits ?? {})
  const requests = Object.entries(resources.requests ?? {})
  const faults: FieldError[] = []
  for (const [name, amount] of limits) {
    faults.push(
      ...checkAmount(name, amount, { field: `${path}.limits[${name}]`, checkName: options.checkName }),
    )
  }
  for (const [name, amount] of requests) {
    faults.push(
      ...checkAmount(name, amount, { field: `${path}.requests[${name}]`, checkName: options.checkName }),
    )
    faults.push(...checkWithinLimit(name, amount, { resources, path }))
  }
  const names = [...limits, ...requests].map(([name]) => name)
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    faults.push(forbidden(path, 'HugePages require cpu or memory'))
  }
  return [...faults, ...validateClaims(resources.claims ?? [], options.claimNames, `${path}.claims`)]
}

function checkAmount(
  name: string,
  amount: string,
  { field, checkName }: { field: string; checkName: NameCheck },
): FieldError[] {
  const faults = [...checkName(name, field), ...validateResourceQuantity(name, amount, field)]
  if (isHugePages(name) && !isMultipleOfPage(name, amount)) {
    faults.push(invalid(field, amount, `${amount} is not positive integer multiple of ${name}`))
  }
  return faults
}

function isMultipleOfPage(name: string, amount: string): boolean {
  const page = parseQuantity(name.slice('hugepages-'.length))
  if (page === undefined) return true
  const [pageMilli, milli] = [quantityMilli(page), quantityMilli(amount)]
  return pageMilli > 0 && milli >= 0 && milli % pageMilli === 0
}

function checkWithinLimit(
  name: string,
  amount: string,
  { resources, path }: { resources: ResourceRequirements; path: string },
): FieldError[] {
  const limit = amountOf(resources.limits, name)
  if (limit === undefined) {
    if (mayOvercommit(name)) return []
    return [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')]
  }
  const order = compareQuantity(amount, limit)
  const field = `${path}.requests`
  if (order !== 0 && !mayOvercommit(name)) {
    return [invalid(field, amount, `must be equal to ${name} limit of ${limit}`)]
  }
  return order > 0 ? [invalid(field, amount, `must be less than or equal to ${name} limit of ${limit}`)] : []
}

function validateClaims(
  claims: readonly ResourceClaim[],
  claimNames: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, claim] of claims.entries()) {
    const field = `${path}[${index}]`
    if (claim.name === '') {
      faults.push(required(field))
      continue
    }
    faults.push(...checkClaimOnce(claim, seen, field))
    if (claimNames.has(claim.name)) continue
    const known = claimNames.size === 0 ? ' which is empty' : `: ${someNames(claimNames)}`
    const text = `must be one of the names in pod.spec.resourceClaims${known}`
    faults.push({
      type: 'FieldValueNotFound',
      field,
      message: `Not found: ${JSON.stringify(claim.name)}: ${text}`,
    })
  }
  return faults
}

function someNames(names: ReadonlySet<string>): string {
  const most = 100
  const sorted = [...names].sort()
  return names.size > most ? `${sorted.slice(0, most).join(', ')}, ...` : sorted.join(', ')
}

function checkClaimOnce(claim: ResourceClaim, seen: Set<string>, field: string): FieldError[] {
  if (seen.has(claim.name)) return [duplicate(field, claim.name)]
  const request = claim.request ?? ''
  const faults = request === '' ? [] : checkDNSLabel(request, `${field}.request`)
  const key = request === '' ? claim.name : `${claim.name}/${request}`
  // `name/` stands for any request of the claim.
  const overlaps = request === '' && seen.has(`${claim.name}/`)
  if (seen.has(key) || overlaps) faults.push(duplicate(field, key))
  seen.add(key)
  if (request !== '') seen.add(`${claim.name}/`)
  return faults
}

/** Amounts for the pod as a whole, and that those of its containers fit into them. */
export function validatePodLevelResources(
  spec: PodSpec,
  claimNames: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const { resources } = spec
  if (resources === undefined) return []
  const faults: FieldError[] = []
  if (resources.claims !== undefined) {
    faults.push(forbidden(`${path}.claims`, 'claims cannot be set for Resources at pod-level'))
  }
  faults.push(...validateRequirements(resources, path, { claimNames, checkName: validatePodResourceName }))
  const together = podRequests({ spec }, { skipPodLevelResources: true, excludeOverhead: true })
  for (const [name, amount] of together) {
    const whole = amountOf(resources.requests, name)
    if (!isPodLevelResource(name) || compareQuantity(amount, whole ?? '0') <= 0) continue
    const text = `must be greater than or equal to aggregate container requests of ${formatQuantity(amount)}`
    faults.push(invalid(`${path}.requests[${name}]`, whole ?? '0', text))
  }
  return [...faults, ...checkContainerLimits(spec, path)]
}

/** A resource may be called like anything that every object has. */
function amountOf(amounts: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return amounts !== undefined && Object.hasOwn(amounts, name) ? amounts[name] : undefined
}

function checkContainerLimits(spec: PodSpec, path: string): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, container] of spec.containers.entries()) {
    for (const [name, amount] of Object.entries(container.resources?.limits ?? {})) {
      const whole = amountOf(spec.resources?.limits, name)
      if (whole === undefined || compareQuantity(amount, whole) <= 0) continue
      const field = `${path}.containers[${index}][${name}].limits`
      faults.push(invalid(field, amount, `must be less than or equal to pod limits of ${whole}`))
    }
  }
  return faults
}
