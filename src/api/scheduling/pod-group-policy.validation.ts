// Faults of what groups of pods and their templates share. Upstream: the markers of k8s.io/api/scheduling/v1alpha2.
import { duplicate, type FieldError, invalid, required, tooMany } from '../../machinery/field-error.ts'
import { isDNS1123Label, isDNS1123Subdomain } from '../../machinery/names/validation.ts'
import { checkQualifiedName, faultsAt } from '../checks.ts'
import type {
  PodGroupResourceClaim,
  PodGroupSchedulingConstraints,
  PodGroupSchedulingPolicy,
} from './shared.v1alpha2.schema.ts'

const mostClaims = 4
const highestPriority = 1_000_000_000
const lowestPriority = -2_147_483_648

interface GroupLike {
  readonly schedulingPolicy: PodGroupSchedulingPolicy
  readonly schedulingConstraints?: PodGroupSchedulingConstraints | undefined
  readonly resourceClaims?: readonly PodGroupResourceClaim[] | undefined
  readonly priorityClassName?: string | undefined
  readonly priority?: number | undefined
}

export function checkGroup(group: GroupLike, path: string): FieldError[] {
  const { priorityClassName = '', priority } = group
  const faults = [
    ...checkPolicy(group.schedulingPolicy, `${path}.schedulingPolicy`),
    ...checkTopology(group.schedulingConstraints, `${path}.schedulingConstraints.topology`),
    ...checkClaims(group.resourceClaims ?? [], `${path}.resourceClaims`),
  ]
  if (priorityClassName !== '') {
    faults.push(
      ...faultsAt(`${path}.priorityClassName`, priorityClassName, isDNS1123Subdomain(priorityClassName)),
    )
  }
  if (priority !== undefined && priority > highestPriority) {
    faults.push(invalid(`${path}.priority`, priority, `must be less than or equal to ${highestPriority}`))
  } else if (priority !== undefined && priority < lowestPriority) {
    faults.push(invalid(`${path}.priority`, priority, `must be greater than or equal to ${lowestPriority}`))
  }
  return faults
}

export function checkShortName(name: string, field: string): FieldError[] {
  return name === '' ? [required(field)] : faultsAt(field, name, isDNS1123Label(name))
}

function checkPolicy({ basic, gang }: PodGroupSchedulingPolicy, path: string): FieldError[] {
  if (basic === undefined && gang === undefined) {
    return [invalid(path, '', 'must specify one of: `basic`, `gang`')]
  }
  if (basic !== undefined && gang !== undefined) {
    const text = 'exactly one of `basic`, `gang` is required, but multiple fields are set'
    return [invalid(path, '{`basic`, `gang`}', text)]
  }
  if (gang === undefined) return []
  if (gang.minCount === 0) return [required(`${path}.gang.minCount`)]
  if (gang.minCount > 0) return []
  return [invalid(`${path}.gang.minCount`, gang.minCount, 'must be greater than or equal to 1')]
}

function checkTopology(constraints: PodGroupSchedulingConstraints | undefined, field: string): FieldError[] {
  const topology = constraints?.topology ?? []
  if (topology.length > 1) return [tooMany(field, topology.length, 1)]
  return topology.flatMap(({ key }, index) =>
    key === '' ? [required(`${field}[${index}].key`)] : checkQualifiedName(key, `${field}[${index}].key`),
  )
}

function checkClaims(claims: readonly PodGroupResourceClaim[], field: string): FieldError[] {
  if (claims.length > mostClaims) return [tooMany(field, claims.length, mostClaims)]
  const seen = new Set<string>()
  return claims.flatMap((claim, index) => {
    const at = `${field}[${index}]`
    const again = seen.has(claim.name) ? [duplicate(at, claim.name)] : []
    seen.add(claim.name)
    return [...again, ...checkShortName(claim.name, `${at}.name`), ...checkClaimSource(claim, at)]
  })
}

function checkClaimSource(claim: PodGroupResourceClaim, at: string): FieldError[] {
  const fields = ['resourceClaimName', 'resourceClaimTemplateName'] as const
  const given = fields.filter((field) => claim[field] !== undefined)
  const names = '`resourceClaimName`, `resourceClaimTemplateName`'
  if (given.length === 0) return [invalid(at, '', `must specify one of: ${names}`)]
  if (given.length > 1) return [invalid(at, `{${names}}`, `must specify exactly one of: ${names}`)]
  return given.flatMap((field) =>
    faultsAt(`${at}.${field}`, claim[field], isDNS1123Subdomain(claim[field] ?? '')),
  )
}
