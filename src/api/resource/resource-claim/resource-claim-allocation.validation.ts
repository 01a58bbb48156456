// Faults of an allocation, the result that the scheduler writes into a claim's status.
// Upstream: pkg/apis/resource/validation/validation.go validateAllocationResult.
import { type FieldError, notSupported, required } from '../../../machinery/field-error.ts'
import { validateNodeSelector } from '../../core/node-selector.validation.ts'
import { checkConfiguration, checkReference, checkReferences } from '../device-claim.validation.ts'
import {
  checkBindingConditions,
  checkDeviceName,
  checkDriverName,
  checkPoolName,
  checkSlice,
  checkUid,
} from '../device-names.validation.ts'
import { checkDeviceToleration } from '../device-taints.validation.ts'
import type {
  AllocationResult,
  DeviceAllocationConfiguration,
  DeviceRequestAllocationResult,
} from './resource-claim.schema.ts'

const mostResults = 32
/** Of the class and of the claim. */
const mostConfigurations = 64
const sources = ['FromClaim', 'FromClass']

/** How a device is told from others; shares of one differ. */
export function deviceId(device: {
  readonly driver: string
  readonly pool: string
  readonly device: string
  readonly shareID?: string | undefined
}): string {
  const id = `${device.driver}/${device.pool}/${device.device}`
  return device.shareID === undefined ? id : `${id}/${device.shareID}`
}

export function checkAllocation(
  allocation: AllocationResult,
  path: string,
  names: ReadonlySet<string>,
): FieldError[] {
  const { results, config } = allocation.devices ?? {}
  const faults = [
    ...checkSlice(results, `${path}.devices.results`, {
      max: mostResults,
      item: (result, field) => checkResult(result, field, names),
    }),
    ...checkSlice(config, `${path}.devices.config`, {
      max: mostConfigurations,
      item: (item, field) => checkResultConfiguration(item, field, names),
    }),
  ]
  if (allocation.nodeSelector === undefined) return faults
  return [...faults, ...validateNodeSelector(allocation.nodeSelector, `${path}.nodeSelector`)]
}

function checkResult(
  result: DeviceRequestAllocationResult,
  path: string,
  names: ReadonlySet<string>,
): FieldError[] {
  const faults = [
    ...checkReference(result.request, `${path}.request`, names),
    ...checkDriverName(result.driver, `${path}.driver`),
    ...checkPoolName(result.pool, `${path}.pool`),
    ...checkDeviceName(result.device, `${path}.device`),
    ...checkBindingConditions(result, path),
    ...(result.tolerations ?? []).flatMap((item, index) =>
      checkDeviceToleration(item, `${path}.tolerations[${index}]`),
    ),
  ]
  return result.shareID === undefined ? faults : [...faults, ...checkUid(result.shareID, `${path}.shareID`)]
}

function checkResultConfiguration(
  item: DeviceAllocationConfiguration,
  path: string,
  names: ReadonlySet<string>,
): FieldError[] {
  const { source = '' } = item as { readonly source?: string }
  const faults: FieldError[] = []
  if (source === '') faults.push(required(`${path}.source`))
  else if (!sources.includes(source)) faults.push(notSupported(`${path}.source`, source, sources))
  return [
    ...faults,
    ...checkReferences(item.requests, `${path}.requests`, names),
    ...checkConfiguration(item, path, { stored: false }),
  ]
}
