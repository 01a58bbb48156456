// Faults of one device of a slice. Upstream: pkg/apis/resource/validation/validation.go validateDevice.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, fieldNotFound, invalid, required, tooLong } from '../../../machinery/field-error.ts'
import { byteLength, nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { compareQuantity } from '../../../machinery/quantity/quantity.ts'
import { faultsAt } from '../../checks.ts'
import { validateNodeSelector } from '../../core/node-selector.validation.ts'
import {
  checkAttributeName,
  checkBindingConditions,
  checkDeviceName,
  checkMap,
  checkRequestName,
  checkSet,
  checkSlice,
} from '../device-names.validation.ts'
import { checkDeviceTaint } from '../device-taints.validation.ts'
import { checkSharedCapacity, checkWholeCapacity } from './device-capacity.validation.ts'
import type { Device, DeviceAttribute, DeviceCounterConsumption } from './resource-slice.schema.ts'

const mostAttributes = 32
const mostValues = 48
const mostTaints = 16
const mostConsumptions = 2
const mostCounters = 32
const longestValue = 64

interface DeviceContext {
  readonly old: Device | undefined
  /** Each device of the slice says where it is. */
  readonly perDevice: boolean
}

export function checkSliceDevice(device: Device, path: string, context: DeviceContext): FieldError[] {
  const { old } = context
  const faults = [...checkDeviceName(device.name, `${path}.name`), ...checkCounts(device, path)]
  faults.push(
    ...checkMap(device.attributes, `${path}.attributes`, { key: checkAttributeName, item: checkAttribute }),
  )
  if (old === undefined || !semanticEqual(old.capacity, device.capacity)) {
    const item = device.allowMultipleAllocations === true ? checkSharedCapacity : checkWholeCapacity
    faults.push(...checkMap(device.capacity, `${path}.capacity`, { key: checkAttributeName, item }))
  }
  if (old === undefined || !semanticEqual(old.taints, device.taints)) {
    const item = (taint: Parameters<typeof checkDeviceTaint>[0], at: string) => checkDeviceTaint(taint, at)
    faults.push(...checkSlice(device.taints, `${path}.taints`, { max: mostTaints, item }))
  }
  faults.push(
    ...checkSet(device.consumesCounters, `${path}.consumesCounters`, {
      max: mostConsumptions,
      item: checkConsumption,
      key: ({ counterSet }) => counterSet,
    }),
    ...(context.perDevice ? checkOwnPlace(device, path) : checkNoPlace(device, path)),
    ...checkBindingConditions(device, path),
    ...checkMappings(device, `${path}.nodeAllocatableResourceMappings`),
  )
  return faults
}

function checkCounts({ attributes = {}, capacity = {} }: Device, path: string): FieldError[] {
  const faults: FieldError[] = []
  const together = Object.keys(attributes).length + Object.keys(capacity).length
  if (together > mostAttributes) {
    const text = `the total number of attributes and capacities must not exceed ${mostAttributes}`
    faults.push(invalid(path, together, text))
  }
  const values = Object.values(attributes).reduce((sum, attribute) => sum + valuesOf(attribute), 0)
  if (values > mostValues) {
    faults.push(invalid(path, values, `the total number of attribute values must not exceed ${mostValues}`))
  }
  return faults
}

function valuesOf({ ints = [], bools = [], strings = [], versions = [] }: DeviceAttribute): number {
  return Math.max(1, ints.length + bools.length + strings.length + versions.length)
}

// Upstream: the regular expression of semver.org, version 2.0.0.
const semver =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/

function checkText(value: string, field: string): FieldError[] {
  return byteLength(value) > longestValue ? [tooLong(field, longestValue)] : []
}

function checkVersion(value: string, field: string): FieldError[] {
  // A long text is refused anyway, and need not be matched.
  if (byteLength(value) <= longestValue && semver.test(value)) return []
  const faults = [invalid(field, value, 'must be a string compatible with semver.org spec 2.0.0')]
  return [...faults, ...checkText(value, field)]
}

function checkAttribute(attribute: DeviceAttribute, path: string): FieldError[] {
  const { string, version, bools, ints, strings, versions } = attribute
  const faults: FieldError[] = []
  if (string !== undefined) faults.push(...checkText(string, `${path}.string`))
  if (version !== undefined) faults.push(...checkVersion(version, `${path}.version`))
  for (const [name, values] of Object.entries({ bools, ints, strings, versions })) {
    if (values?.length === 0) {
      faults.push(invalid(`${path}.${name}`, values, 'must not be empty if specified'))
    }
  }
  faults.push(...(strings ?? []).flatMap((value, index) => checkText(value, `${path}.strings[${index}]`)))
  faults.push(
    ...(versions ?? []).flatMap((value, index) => checkVersion(value, `${path}.versions[${index}]`)),
  )
  const given = Object.values(attribute).filter((value) => value !== undefined).length
  if (given === 1) return faults
  return [...faults, invalid(path, given === 0 ? '' : attribute, 'exactly one value must be specified')]
}

function checkConsumption({ counterSet, counters }: DeviceCounterConsumption, path: string): FieldError[] {
  const field = `${path}.counterSet`
  const faults = counterSet === '' ? [required(field)] : checkRequestName(counterSet, field)
  if (Object.keys(counters ?? {}).length === 0) return [...faults, required(`${path}.counters`)]
  return [
    ...faults,
    ...checkMap(counters, `${path}.counters`, { max: mostCounters, key: checkRequestName, item: () => [] }),
  ]
}

const ownPlace =
  'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec'

function checkOwnPlace({ nodeName, nodeSelector, allNodes }: Device, path: string): FieldError[] {
  const given: string[] = []
  const faults: FieldError[] = []
  if (nodeName === '') faults.push(invalid(`${path}.nodeName`, '', 'must not be empty'))
  else if (nodeName !== undefined) {
    given.push('`nodeName`')
    faults.push(...faultsAt(`${path}.nodeName`, nodeName, nameIsDNSSubdomain(nodeName, false)))
  }
  if (nodeSelector !== undefined) {
    given.push('`nodeSelector`')
    faults.push(...validateNodeSelector(nodeSelector, `${path}.nodeSelector`))
  }
  if (allNodes === true) given.push('`allNodes`')
  else if (allNodes === false) {
    faults.push(invalid(`${path}.allNodes`, false, 'must be either unset or set to true'))
  }
  if (given.length === 0) faults.push(required(path, ownPlace))
  else if (given.length > 1) faults.push(invalid(path, `{${given.join(', ')}}`, ownPlace))
  return faults
}

function checkNoPlace({ nodeName, nodeSelector, allNodes }: Device, path: string): FieldError[] {
  if ((nodeName ?? nodeSelector ?? allNodes) === undefined) return []
  const text =
    '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec'
  return [invalid(path, null, text)]
}

/** A device that stands for CPU or memory of its node says which of its capacities that is. */
function checkMappings(
  { nodeAllocatableResourceMappings, capacity = {} }: Device,
  path: string,
): FieldError[] {
  return Object.entries(nodeAllocatableResourceMappings ?? {}).flatMap(([name, mapping]) => {
    const at = `${path}[${name}]`
    const { capacityKey, allocationMultiplier } = mapping
    const faults = isNodeResource(name) ? [] : [invalid(at, name, 'must be a node allocatable resource name')]
    if (capacityKey === '') {
      faults.push(invalid(`${at}.capacityKey`, '', 'capacityKey must not be an empty string'))
    } else if (capacityKey !== undefined && !Object.hasOwn(capacity, capacityKey)) {
      faults.push(fieldNotFound(`${at}.capacityKey`, capacityKey))
    }
    if (allocationMultiplier !== undefined && compareQuantity(allocationMultiplier, '0') <= 0) {
      faults.push(invalid(`${at}.allocationMultiplier`, allocationMultiplier, 'must be positive'))
    }
    return faults
  })
}

function isNodeResource(name: string): boolean {
  return ['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-')
}
