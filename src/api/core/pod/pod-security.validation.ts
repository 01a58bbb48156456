// Faults of security contexts, of the pod and of its containers.
// Upstream: pkg/apis/core/validation/validation.go ValidateSecurityContext, validatePodSpecSecurityContext.

import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  required,
  tooLong,
} from '../../../machinery/field-error.ts'
import { numberOf } from '../../../machinery/json-value.ts'
import { byteLength, isValidUserID } from '../../../machinery/names/validation.ts'
import { checkEnum, checkOptionalEnum, faultsAt } from '../../checks.ts'
import { checkDescendingPath } from '../paths.validation.ts'
import type { PodSpec } from './pod.schema.ts'
import type {
  AppArmorProfile,
  PodSecurityContext,
  SeccompProfile,
  SecurityContext,
  Sysctl,
} from './pod-security.schema.ts'
import { validateWindowsOptions } from './pod-windows.validation.ts'

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']

export function validateSecurityContext(
  context: SecurityContext | undefined,
  path: string,
  hostUsers: boolean,
): FieldError[] {
  if (context === undefined) return []
  const faults = [
    ...checkID(context.runAsUser, `${path}.runAsUser`),
    ...checkID(context.runAsGroup, `${path}.runAsGroup`),
    ...checkOptionalEnum(context.procMount, `${path}.procMount`, ['Default', 'Unmasked']),
  ]
  if (hostUsers && context.procMount === 'Unmasked') {
    faults.push(invalid(`${path}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`'))
  }
  faults.push(...validateSeccompProfile(context.seccompProfile, `${path}.seccompProfile`))
  if (context.allowPrivilegeEscalation === false) faults.push(...checkEscalation(context, path))
  faults.push(...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`))
  return [...faults, ...validateAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`)]
}

function checkEscalation(context: SecurityContext, path: string): FieldError[] {
  const faults: FieldError[] = []
  if (context.privileged === true) {
    const text = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'
    faults.push(invalid(path, context, text))
  }
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN') === true) {
    const text = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'
    faults.push(invalid(path, context, text))
  }
  return faults
}

function checkID(id: number | undefined, field: string): FieldError[] {
  return id === undefined ? [] : faultsAt(field, id, isValidUserID(numberOf(id)))
}

function validateSeccompProfile(profile: SeccompProfile | undefined, path: string): FieldError[] {
  if (profile === undefined) return []
  const faults = profile.type
    ? checkEnum(profile.type, `${path}.type`, profileTypes)
    : [required(`${path}.type`, 'type is required when seccompProfile is set')]
  const field = `${path}.localhostProfile`
  const { localhostProfile } = profile
  if (profile.type !== 'Localhost') {
    if (localhostProfile === undefined) return faults
    return [...faults, invalid(field, profile, 'can only be set when seccomp type is Localhost')]
  }
  // An empty profile would stand for none at all (CVE-2023-2431).
  if (!localhostProfile) return [...faults, required(field, 'must be set when seccomp type is Localhost')]
  return [...faults, ...checkDescendingPath(localhostProfile, field)]
}

export function validateAppArmorProfile(profile: AppArmorProfile | undefined, path: string): FieldError[] {
  if (profile === undefined) return []
  const { type, localhostProfile } = profile
  const field = `${path}.localhostProfile`
  if (!type) return [required(`${path}.type`, 'type is required when appArmorProfile is set')]
  if (type !== 'Localhost') {
    const faults = checkEnum(type, `${path}.type`, profileTypes)
    if (faults.length > 0 || localhostProfile === undefined) return faults
    return [invalid(field, localhostProfile, 'can only be set when AppArmor type is Localhost')]
  }
  const missing = required(field, 'must be set when AppArmor type is Localhost')
  if (localhostProfile === undefined) return [missing]
  const faults: FieldError[] = []
  if (localhostProfile.trim() !== localhostProfile) {
    faults.push(invalid(field, localhostProfile, 'must not be padded with whitespace'))
  } else if (localhostProfile === '') faults.push(missing)
  if (byteLength(localhostProfile) > 4095) faults.push(tooLong(field, 4095))
  return faults
}

export function validatePodSecurityContext(spec: PodSpec, path: string): FieldError[] {
  const context = spec.securityContext
  const faults: FieldError[] = []
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const text = 'ShareProcessNamespace and HostPID cannot both be enabled'
    faults.push(invalid(`${path}.shareProcessNamespace`, true, text))
  }
  if (context === undefined) return faults
  faults.push(...checkID(context.fsGroup, `${path}.fsGroup`))
  faults.push(...checkID(context.runAsUser, `${path}.runAsUser`))
  faults.push(...checkID(context.runAsGroup, `${path}.runAsGroup`))
  for (const [index, group] of (context.supplementalGroups ?? []).entries()) {
    faults.push(...checkID(group, `${path}.supplementalGroups[${index}]`))
  }
  faults.push(...validateSysctls(context.sysctls ?? [], `${path}.sysctls`, spec))
  faults.push(...checkPolicies(context, path))
  faults.push(...validateSeccompProfile(context.seccompProfile, `${path}.seccompProfile`))
  faults.push(...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`))
  return [...faults, ...validateAppArmorProfile(context.appArmorProfile, `${path}.appArmorProfile`)]
}

function checkPolicies(context: PodSecurityContext, path: string): FieldError[] {
  const { fsGroupChangePolicy, supplementalGroupsPolicy, seLinuxChangePolicy } = context
  return [
    ...checkOptionalEnum(fsGroupChangePolicy, `${path}.fsGroupChangePolicy`, ['Always', 'OnRootMismatch']),
    ...checkOptionalEnum(supplementalGroupsPolicy, `${path}.supplementalGroupsPolicy`, ['Merge', 'Strict']),
    ...checkOptionalEnum(seLinuxChangePolicy, `${path}.seLinuxChangePolicy`, ['MountOption', 'Recursive']),
  ]
}

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const sysctlForm = `^(${segment}[\\./])*${segment}$`
const sysctlName = new RegExp(sysctlForm)

function validateSysctls(sysctls: readonly Sysctl[], path: string, spec: PodSpec): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { name }] of sysctls.entries()) {
    const field = `${path}[${index}].name`
    if (name === '') faults.push(required(field))
    else if (name.length > 253 || !sysctlName.test(name)) {
      faults.push(invalid(field, name, `must have at most 253 characters and match regex ${sysctlForm}`))
    } else if (seen.has(name)) faults.push(duplicate(field, name))
    faults.push(...checkHostSysctl(name, field, spec))
    seen.add(name)
  }
  return faults
}

/** A sysctl of a namespace that the pod shares with the host would change the host. */
function checkHostSysctl(name: string, field: string, spec: PodSpec): FieldError[] {
  const dotted = name.replaceAll('/', '.')
  if (spec.hostNetwork === true && dotted.startsWith('net.')) {
    return [invalid(field, name, "may not be specified when 'hostNetwork' is true")]
  }
  const ofIPC = /^(kernel\.(msg|sem|shm)|fs\.mqueue\.)/.test(dotted)
  if (spec.hostIPC === true && ofIPC) {
    return [invalid(field, name, "may not be specified when 'hostIPC' is true")]
  }
  return []
}

/** User namespaces do not go with other namespaces of the host. */
export function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return []
  const text = 'when `pod.Spec.HostUsers` is false'
  const faults: FieldError[] = []
  if (spec.hostNetwork === true) faults.push(forbidden(`${path}.hostNetwork`, text))
  if (spec.hostPID === true) faults.push(forbidden(`${path}.HostPID`, text))
  if (spec.hostIPC === true) faults.push(forbidden(`${path}.HostIPC`, text))
  return faults
}
