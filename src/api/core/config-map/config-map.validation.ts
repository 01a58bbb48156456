// Faults of config maps. Upstream: pkg/apis/core/validation/validation.go ValidateConfigMap.
import { type FieldError, invalid, tooLong } from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkDataKeys, checkImmutableData, decodedLength, maxDataBytes } from '../data-keys.validation.ts'
import type { ConfigMap } from './config-map.schema.ts'

export function validateConfigMap(map: ConfigMap): FieldError[] {
  const { data = {}, binaryData = {} } = map
  const faults = [...checkDataKeys(data, 'data'), ...checkDataKeys(binaryData, 'binaryData')]
  for (const key of Object.keys(data)) {
    if (Object.hasOwn(binaryData, key)) {
      faults.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    }
  }
  let size = 0
  for (const value of Object.values(data)) size += byteLength(value)
  for (const value of Object.values(binaryData)) size += decodedLength(value)
  return size > maxDataBytes ? [...faults, tooLong('[]', maxDataBytes)] : faults
}

export function validateConfigMapUpdate(next: ConfigMap, old: ConfigMap): FieldError[] {
  return checkImmutableData(next, old, ['data', 'binaryData'])
}
