// Faults of resource claims. Upstream: pkg/apis/resource/validation/validation.go ValidateResourceClaim.
import {
  type FieldError,
  forbidden,
  invalid,
  required,
  tooLong,
  tooMany,
} from '../../../machinery/field-error.ts'
import { formatIP, parseCIDR } from '../../../machinery/names/ip.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkImmutable } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import { checkClaimSpec, requestNames } from '../device-claim.validation.ts'
import {
  checkDeviceName,
  checkDriverName,
  checkParameters,
  checkPoolName,
  checkSet,
  checkUid,
} from '../device-names.validation.ts'
import type {
  AllocatedDeviceStatus,
  NetworkDeviceData,
  ResourceClaim,
  ResourceClaimConsumerReference,
} from './resource-claim.schema.ts'
import { checkAllocation, deviceId } from './resource-claim-allocation.validation.ts'

const mostConsumers = 256
const mostConditions = 8
const mostIPs = 16
const longestData = 10 * 1024
const longestInterface = 256
const longestHardwareAddress = 128

export function validateResourceClaimCreate({ spec }: ResourceClaim): FieldError[] {
  return checkClaimSpec(spec, 'spec', { stored: false })
}

export function validateResourceClaimUpdate(next: ResourceClaim, old: ResourceClaim): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}

export function validateResourceClaimStatusUpdate(next: ResourceClaim, old: ResourceClaim): FieldError[] {
  const { status = {} } = next
  const faults = [
    ...checkSet(status.reservedFor, 'status.reservedFor', {
      max: mostConsumers,
      item: checkConsumer,
      key: ({ uid }) => uid,
    }),
    ...checkDevices(next),
    ...checkReservations(next, old),
  ]
  if (status.allocation === undefined) return faults
  if (old.status?.allocation !== undefined) {
    return [...faults, ...checkImmutable(status.allocation, old.status.allocation, 'status.allocation')]
  }
  return [
    ...faults,
    ...checkAllocation(status.allocation, 'status.allocation', requestNames(next.spec.devices)),
  ]
}

function checkConsumer(reference: ResourceClaimConsumerReference, path: string): FieldError[] {
  const { resource, name, uid } = reference
  return [
    ...(resource === '' ? [required(`${path}.resource`)] : []),
    ...(name === '' ? [required(`${path}.name`)] : []),
    ...(uid === '' ? [required(`${path}.uid`)] : []),
  ]
}

/** Only an allocated claim is reserved, and none that is on its way out. */
function checkReservations({ metadata, status }: ResourceClaim, old: ResourceClaim): FieldError[] {
  const consumers = status?.reservedFor ?? []
  if (consumers.length === 0) return []
  const field = 'status.reservedFor'
  if (status?.allocation === undefined) {
    return [forbidden(field, 'may not be specified when `allocated` is not set')]
  }
  if (metadata.deletionTimestamp === undefined) return []
  const before = new Set((old.status?.reservedFor ?? []).map((item) => JSON.stringify(item)))
  if (consumers.every((item) => before.has(JSON.stringify(item)))) return []
  const text = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set'
  return [forbidden(field, text)]
}

function checkDevices({ status }: ResourceClaim): FieldError[] {
  const allocated = new Set((status?.allocation?.devices?.results ?? []).map(deviceId))
  return checkSet(status?.devices, 'status.devices', {
    max: -1,
    item: (device, field) => checkDevice(device, field, allocated),
    key: deviceId,
  })
}

function checkDevice(
  device: AllocatedDeviceStatus,
  path: string,
  allocated: ReadonlySet<string>,
): FieldError[] {
  const faults = [
    ...checkDriverName(device.driver, `${path}.driver`),
    ...checkPoolName(device.pool, `${path}.pool`),
    ...checkDeviceName(device.device, `${path}.device`),
  ]
  if (device.shareID !== undefined) faults.push(...checkUid(device.shareID, `${path}.shareID`))
  const id = deviceId(device)
  if (!allocated.has(id)) faults.push(invalid(path, id, 'must be an allocated device in the claim'))
  const conditions = device.conditions ?? []
  if (conditions.length > mostConditions) {
    faults.push(tooMany(`${path}.conditions`, conditions.length, mostConditions))
  }
  faults.push(...checkConditions(conditions, `${path}.conditions`))
  if (device.data !== undefined) {
    faults.push(...checkParameters(device.data, `${path}.data`, { stored: false, maxBytes: longestData }))
  }
  return [...faults, ...checkNetwork(device.networkData, `${path}.networkData`)]
}

function checkNetwork(network: NetworkDeviceData | undefined, path: string): FieldError[] {
  const { interfaceName = '', hardwareAddress = '', ips } = network ?? {}
  const faults: FieldError[] = []
  if (byteLength(interfaceName) > longestInterface) {
    faults.push(tooLong(`${path}.interfaceName`, longestInterface))
  }
  if (byteLength(hardwareAddress) > longestHardwareAddress) {
    faults.push(tooLong(`${path}.hardwareAddress`, longestHardwareAddress))
  }
  return [
    ...faults,
    ...checkSet(ips, `${path}.ips`, { max: mostIPs, item: checkInterfaceAddress, key: (ip) => ip }),
  ]
}

/** Upstream: apimachinery pkg/util/validation/ip.go IsValidInterfaceAddress. */
function checkInterfaceAddress(address: string, field: string): FieldError[] {
  const parsed = parseCIDR(address)
  if (parsed === undefined) {
    const text = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)'
    return [invalid(field, address, text)]
  }
  const canonical = `${formatIP(parsed.ip)}/${parsed.prefixLength}`
  if (address === canonical) return []
  return [invalid(field, address, `must be in canonical form (${JSON.stringify(canonical)})`)]
}
