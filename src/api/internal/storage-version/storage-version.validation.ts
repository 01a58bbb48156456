// Faults of what servers say about the versions they store. Upstream: pkg/apis/apiserverinternal/validation/validation.go.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import {
  emptyFault,
  isDNS1035Label,
  isDNS1123Subdomain,
  isQualifiedName,
  nameIsDNSSubdomain,
  regexFault,
} from '../../../machinery/names/validation.ts'
import { faultsAt } from '../../checks.ts'
import type {
  ServerStorageVersion,
  StorageVersion,
  StorageVersionCondition,
  StorageVersionStatus,
} from './storage-version.schema.ts'

export function validateStorageVersionName(name: string): readonly string[] {
  const dot = name.lastIndexOf('.')
  if (dot < 0) return ['name must be in the form of <group>.<resource>']
  return [
    ...isDNS1123Subdomain(name.slice(0, dot)).map((text) => `the group segment ${text}`),
    ...isDNS1035Label(name.slice(dot + 1)).map((text) => `the resource segment ${text}`),
  ]
}

export function validateStorageVersionStatus({ status = {} }: StorageVersion): FieldError[] {
  const versions = status.storageVersions ?? []
  return [
    ...versions.flatMap((item, index) => checkServer(item, `status.storageVersions[${index}]`)),
    ...checkCommon(status),
    ...checkConditions(status.conditions ?? []),
  ]
}

function checkServer(item: ServerStorageVersion, path: string): FieldError[] {
  const { apiServerID, encodingVersion, decodableVersions = [] } = item
  const joined = (field: string, version: string) => {
    const texts = apiVersionFaults(version)
    return texts.length === 0 ? [] : [invalid(field, version, texts.join(','))]
  }
  const faults = [
    ...faultsAt(`${path}.apiServerID`, apiServerID, nameIsDNSSubdomain(apiServerID ?? '', false)),
    ...joined(`${path}.encodingVersion`, encodingVersion ?? ''),
    ...decodableVersions.flatMap((version, index) => joined(`${path}.decodableVersions[${index}]`, version)),
  ]
  if (decodableVersions.includes(encodingVersion)) return faults
  const text = `decodableVersions must include encodingVersion ${encodingVersion}`
  return [...faults, invalid(`${path}.decodableVersions`, decodableVersions, text)]
}

/** What all servers write is said exactly when they agree. */
function checkCommon({ storageVersions = [], commonEncodingVersion }: StorageVersionStatus): FieldError[] {
  const field = 'status.commonEncodingVersion'
  const versions = new Set(storageVersions.map(({ encodingVersion }) => encodingVersion))
  const actual = versions.size === 1 ? [...versions][0] : undefined
  if (actual === commonEncodingVersion) return []
  if (actual === undefined) {
    const text =
      'should be nil if servers do not agree on the same encoding version, or if there is no server reporting the supported versions yet'
    return [invalid(field, commonEncodingVersion, text)]
  }
  const text =
    commonEncodingVersion === undefined
      ? `the common encoding version is ${actual}`
      : `the actual common encoding version is ${actual}`
  return [invalid(field, commonEncodingVersion ?? null, text)]
}

function checkConditions(conditions: readonly StorageVersionCondition[]): FieldError[] {
  const seen = new Map<string, number>()
  return conditions.flatMap(({ type, status, reason, message = '' }, index) => {
    // Upstream leaves the name of the list out.
    const at = `status[${index}]`
    const first = seen.get(type)
    seen.set(type, index)
    const text = `the type of the condition is not unique, it also appears in conditions[${first}]`
    return [
      ...(first === undefined ? [] : [invalid(`${at}.type`, type, text)]),
      ...faultsAt(`${at}.type`, type, isQualifiedName(type)),
      ...faultsAt(`${at}.status`, type, isQualifiedName(status)),
      ...(reason === '' ? [required(`${at}.reason`, 'reason cannot be empty')] : []),
      ...(message === '' ? [required(`${at}.message`, 'message cannot be empty')] : []),
    ]
  })
}

const versionText =
  "a DNS-1035 label, which must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"

function apiVersionFaults(apiVersion: string): string[] {
  const parts = apiVersion.split('/')
  if (parts.length > 2) {
    const shape = regexFault(versionText, '[a-z]([-a-z0-9]*[a-z0-9])?', 'my-name', 'abc-123')
    const text = `an apiVersion is ${shape} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyVersion')`
    return [text]
  }
  const version = parts.at(-1) ?? ''
  const group = parts.length === 2 ? (parts[0] ?? '') : undefined
  const faults = (text: string, check: (value: string) => readonly string[]) =>
    text === '' ? [emptyFault] : check(text)
  return [
    ...(group === undefined ? [] : faults(group, isDNS1123Subdomain).map((text) => `group part: ${text}`)),
    ...faults(version, isDNS1035Label).map((text) => `version part: ${text}`),
  ]
}
