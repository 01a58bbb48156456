// Faults of what only Windows pods may say, and of what they may not.
// Upstream: pkg/apis/core/validation/validation.go validateWindows, validateWindowsSecurityContextOptions.
import { type FieldError, forbidden, invalid } from '../../../machinery/field-error.ts'
import { byteLength, isDNS1123Subdomain } from '../../../machinery/names/validation.ts'
import { faultsAt } from '../../checks.ts'
import type { PodSpec } from './pod.schema.ts'
import { containersOf } from './pod-containers.ts'
import type { WindowsSecurityContextOptions } from './pod-security.schema.ts'

const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
const dnsDomain = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`)
const netBiosDomain = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controlCharacters = /[\x00-\x1f\x7f]/

export function validateWindowsOptions(
  options: WindowsSecurityContextOptions | undefined,
  path: string,
): FieldError[] {
  if (options === undefined) return []
  const faults: FieldError[] = []
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options
  if (gmsaCredentialSpecName !== undefined) {
    const texts = isDNS1123Subdomain(gmsaCredentialSpecName)
    faults.push(...faultsAt(`${path}.gmsaCredentialSpecName`, gmsaCredentialSpecName, texts))
  }
  if (gmsaCredentialSpec === '') {
    const text = 'gmsaCredentialSpec cannot be an empty string'
    faults.push(invalid(`${path}.gmsaCredentialSpec`, gmsaCredentialSpec, text))
  } else if (byteLength(gmsaCredentialSpec ?? '') > 64 * 1024) {
    const text = 'gmsaCredentialSpec size must be under 64 KiB'
    faults.push(invalid(`${path}.gmsaCredentialSpec`, gmsaCredentialSpec, text))
  }
  if (runAsUserName === undefined) return faults
  return [...faults, ...faultsAt(`${path}.runAsUserName`, runAsUserName, userNameFaults(runAsUserName))]
}

function userNameFaults(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  if (controlCharacters.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const domain = parts.length === 2 ? parts[0] : undefined
  const user = parts.at(-1) ?? ''
  const texts: string[] = []
  if (domain !== undefined) {
    if (domain.length >= 256) texts.push("runAsUserName's Domain length must be under 256 characters")
    if (!netBiosDomain.test(domain) && !dnsDomain.test(domain)) {
      texts.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
    }
  }
  if (user === '') texts.push("runAsUserName's User cannot be empty")
  else if (user.length > 104) texts.push("runAsUserName's User length must not be longer than 104 characters")
  if (/^[. ]+$/.test(user)) texts.push("runAsUserName's User cannot contain only periods or spaces")
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    texts.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`)
  }
  return texts
}

/** Host-process containers: all or none, and on the host's network. */
export function validateHostProcess(spec: PodSpec, path: string): FieldError[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess
  const faults: FieldError[] = []
  let hostProcesses = 0
  const containers = containersOf(spec, path)
  for (const { container, path: at } of containers) {
    const own = container.securityContext?.windowsOptions?.hostProcess
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const text = `pod hostProcess value must be identical if both are specified, was ${ofPod}`
      faults.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, text))
    }
    if (own ?? ofPod ?? false) hostProcesses++
  }
  if (hostProcesses === 0) return faults
  if (hostProcesses !== containers.length) {
    const text =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers'
    faults.push(invalid(path, '', text))
  }
  if (spec.hostNetwork !== true) {
    const text = 'hostNetwork must be true if pod contains any hostProcess containers'
    faults.push(invalid(`${path}.hostNetwork`, false, text))
  }
  return faults
}

export function validateLinuxPod(spec: PodSpec, path: string): FieldError[] {
  const text = 'windows options cannot be set for a linux pod'
  const faults: FieldError[] = []
  if (spec.securityContext?.windowsOptions !== undefined) {
    faults.push(forbidden(`${path}.securityContext.windowsOptions`, text))
  }
  for (const { container, path: at } of containersOf(spec, path)) {
    if (container.securityContext?.windowsOptions !== undefined) {
      faults.push(forbidden(`${at}.securityContext.windowsOptions`, text))
    }
  }
  return faults
}

const linuxPodFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const
const linuxContainerFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const
const linuxSpecFields = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'] as const

export function validateWindowsPod(spec: PodSpec, path: string): FieldError[] {
  const fields = linuxSpecFields.filter((name) => spec[name] !== undefined).map((name) => `${path}.${name}`)
  for (const name of linuxPodFields) {
    if (spec.securityContext?.[name] !== undefined) fields.push(`${path}.securityContext.${name}`)
  }
  for (const { container, path: at } of containersOf(spec, path)) {
    for (const name of linuxContainerFields) {
      if (container.securityContext?.[name] !== undefined) fields.push(`${at}.securityContext.${name}`)
    }
  }
  return fields.map((field) => forbidden(field, 'cannot be set for a windows pod'))
}
