// Faults of questions after the state of pools.
// Upstream: pkg/apis/resource/validation/validation_resourcepoolstatusrequest.go and the markers of its types.
import { type FieldError, invalid, required, tooMany } from '../../../machinery/field-error.ts'
import { checkImmutable } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import { checkDriverName, checkPoolName } from '../device-names.validation.ts'
import type { ResourcePoolStatusRequest } from './resource-pool-status-request.v1alpha3.schema.ts'

const mostPools = 1000
const mostConditions = 10

export function validateResourcePoolStatusRequest({ spec }: ResourcePoolStatusRequest): FieldError[] {
  const { driver, poolName, limit } = spec
  const faults =
    driver === ''
      ? [required('spec.driver', 'driver name is required')]
      : checkDriverName(driver, 'spec.driver')
  if (poolName !== undefined) faults.push(...checkPoolName(poolName, 'spec.poolName'))
  if (limit !== undefined && limit < 1) {
    faults.push(invalid('spec.limit', limit, 'must be greater than or equal to 1'))
  } else if (limit !== undefined && limit > mostPools) {
    faults.push(invalid('spec.limit', limit, `must be less than or equal to ${mostPools}`))
  }
  return faults
}

export function validateResourcePoolStatusRequestUpdate(
  next: ResourcePoolStatusRequest,
  old: ResourcePoolStatusRequest,
): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}

/** An answer, once given, stays. */
export function validateResourcePoolStatusRequestStatusUpdate(
  { status }: ResourcePoolStatusRequest,
  old: ResourcePoolStatusRequest,
): FieldError[] {
  if (old.status !== undefined) return checkImmutable(status, old.status, 'status')
  if (status === undefined) return []
  const { pools = [], conditions = [], poolCount } = status
  const faults = checkConditions(conditions, 'status.conditions')
  if ((poolCount ?? undefined) === undefined) faults.push(required('status.poolCount'))
  else if (poolCount < 0) {
    faults.push(invalid('status.poolCount', poolCount, 'must be greater than or equal to 0'))
  }
  if (pools.length > mostPools) faults.push(tooMany('status.pools', pools.length, mostPools))
  if (conditions.length > mostConditions) {
    faults.push(tooMany('status.conditions', conditions.length, mostConditions))
  }
  return [
    ...faults,
    ...pools.flatMap(({ driver = '', poolName = '' }, index) => [
      ...checkDriverName(driver, `status.pools[${index}].driver`),
      ...checkPoolName(poolName, `status.pools[${index}].poolName`),
    ]),
  ]
}
