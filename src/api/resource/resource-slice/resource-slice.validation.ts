// Faults of resource slices: where their devices are, and their pool.
// Upstream: pkg/apis/resource/validation/validation.go ValidateResourceSlice.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { numberOf } from '../../../machinery/json-value.ts'
import { nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { checkImmutable, faultsAt } from '../../checks.ts'
import { validateNodeSelector } from '../../core/node-selector.validation.ts'
import {
  checkDriverName,
  checkMap,
  checkPoolName,
  checkRequestName,
  checkSet,
} from '../device-names.validation.ts'
import { checkSliceDevice } from './device.validation.ts'
import type { CounterSet, ResourceSlice, ResourceSliceSpec } from './resource-slice.schema.ts'

const mostDevices = 128
const mostElaborateDevices = 64
const mostCounterSets = 8
const mostCounters = 32

export function validateResourceSliceCreate({ spec }: ResourceSlice): FieldError[] {
  return checkSpec(spec, undefined)
}

/** What has not changed was right when it came. */
export function validateResourceSliceUpdate(next: ResourceSlice, old: ResourceSlice): FieldError[] {
  return semanticEqual(next.spec, old.spec) ? [] : checkSpec(next.spec, old.spec)
}

function checkSpec(spec: ResourceSliceSpec, old: ResourceSliceSpec | undefined): FieldError[] {
  const { driver, pool, sharedCounters, devices, perDeviceNodeSelection } = spec
  const faults = [...checkDriverName(driver, 'spec.driver'), ...checkPool(spec)]
  if (old !== undefined) {
    faults.push(
      ...checkImmutable(pool.name, old.pool.name, 'spec.pool.name'),
      ...checkImmutable(driver, old.driver, 'spec.driver'),
      ...checkImmutable(spec.nodeName, old.nodeName, 'spec.nodeName'),
    )
  }
  faults.push(...checkPlace(spec))
  if (sharedCounters !== undefined && devices !== undefined) {
    faults.push(invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed'))
  }
  const former = new Map((old?.devices ?? []).map((device) => [device.name, device]))
  faults.push(
    ...checkSet(devices, 'spec.devices', {
      max: isElaborate(spec) ? mostElaborateDevices : mostDevices,
      item: (device, field) =>
        checkSliceDevice(device, field, {
          old: former.get(device.name),
          perDevice: perDeviceNodeSelection === true,
        }),
      key: ({ name }) => name,
    }),
    ...checkSet(sharedCounters, 'spec.sharedCounters', {
      max: mostCounterSets,
      item: checkCounterSet,
      key: ({ name }) => name,
    }),
  )
  return faults
}

function checkPool({ pool }: ResourceSliceSpec): FieldError[] {
  const faults = checkPoolName(pool.name, 'spec.pool.name')
  const { resourceSliceCount, generation } = pool
  if (numberOf(resourceSliceCount) <= 0) {
    faults.push(invalid('spec.pool.resourceSliceCount', resourceSliceCount, 'must be greater than zero'))
  }
  if (numberOf(generation) < 0) {
    const text = 'must be greater than or equal to zero'
    faults.push(invalid('spec.pool.generation', generation, text))
  }
  return faults
}

const places = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'

/** Exactly one way of saying where the devices are. */
function checkPlace(spec: ResourceSliceSpec): FieldError[] {
  const { nodeName, nodeSelector, allNodes, perDeviceNodeSelection } = spec
  const given: string[] = []
  const faults: FieldError[] = []
  if (nodeName === '') {
    faults.push(invalid('spec.nodeName', '', 'must be either unset or set to a non-empty string'))
  } else if (nodeName !== undefined) {
    given.push('`nodeName`')
    faults.push(...faultsAt('spec.nodeName', nodeName, nameIsDNSSubdomain(nodeName, false)))
  }
  if (nodeSelector !== undefined) {
    given.push('`nodeSelector`')
    faults.push(...validateNodeSelector(nodeSelector, 'spec.nodeSelector'))
    if ((nodeSelector.nodeSelectorTerms ?? []).length !== 1) {
      const text = 'must have exactly one node selector term'
      faults.push(invalid('spec.nodeSelector.nodeSelectorTerms', nodeSelector.nodeSelectorTerms, text))
    }
  }
  for (const [name, flag] of Object.entries({ allNodes, perDeviceNodeSelection })) {
    if (flag === true) given.push(`\`${name}\``)
    else if (flag === false) {
      faults.push(invalid(`spec.${name}`, false, 'must be either unset or set to true'))
    }
  }
  if (given.length === 0) faults.push(required('spec', places))
  else if (given.length > 1) {
    faults.push(invalid('spec', `{${given.join(', ')}}`, `${places}, but multiple fields are set`))
  }
  return faults
}

/** Devices that cost more to allocate come in smaller numbers. */
function isElaborate({ devices = [] }: ResourceSliceSpec): boolean {
  return devices.some(
    ({ taints = [], consumesCounters = [], attributes = {} }) =>
      taints.length > 0 ||
      consumesCounters.length > 0 ||
      Object.values(attributes).some(
        ({ ints, bools, strings, versions }) => (ints ?? bools ?? strings ?? versions) !== undefined,
      ),
  )
}

function checkCounterSet({ name, counters }: CounterSet, path: string): FieldError[] {
  const faults = name === '' ? [required(`${path}.name`)] : checkRequestName(name, `${path}.name`)
  if (Object.keys(counters ?? {}).length === 0) return [...faults, required(`${path}.counters`)]
  return [
    ...faults,
    ...checkMap(counters, `${path}.counters`, { max: mostCounters, key: checkRequestName, item: () => [] }),
  ]
}
