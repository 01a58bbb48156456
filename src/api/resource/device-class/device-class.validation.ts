// Faults of device classes. Upstream: pkg/apis/resource/validation/validation.go ValidateDeviceClass.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { isExtendedResourceName } from '../../core/pod/pod-resources.validation.ts'
import { checkConfiguration, checkSelectors } from '../device-claim.validation.ts'
import { checkSlice } from '../device-names.validation.ts'
import type { DeviceClass } from './device-class.schema.ts'

export function validateDeviceClassCreate(next: DeviceClass): FieldError[] {
  return checkSpec(next, undefined)
}

export function validateDeviceClassUpdate(next: DeviceClass, old: DeviceClass): FieldError[] {
  return checkSpec(next, old)
}

function checkSpec({ spec }: DeviceClass, old: DeviceClass | undefined): FieldError[] {
  const { selectors, config, extendedResourceName } = spec
  const same = (field: 'selectors' | 'config') =>
    old !== undefined && semanticEqual(spec[field], old.spec[field])
  const faults = [
    ...checkSelectors(selectors, 'spec.selectors', { stored: same('selectors') }),
    ...checkSlice(config, 'spec.config', {
      max: 32,
      item: (item, field) => checkConfiguration(item, field, { stored: same('config') }),
    }),
  ]
  if (extendedResourceName === undefined || isExtendedResourceName(extendedResourceName)) return faults
  const text = 'must be a valid extended resource name'
  return [...faults, invalid('spec.extendedResourceName', extendedResourceName, text)]
}
