// Faults of a service's cluster IPs and address families. The cluster has one family, IPv4.
// Upstream: pkg/apis/core/validation/validation.go ValidateServiceClusterIPsRelatedFields; pkg/registry/core/service/storage/alloc.go.
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { isValidIP, parseIP } from '../../../machinery/names/ip.ts'
import { checkOptionalEnum, faultsAt } from '../../checks.ts'
import type { ServiceSpec } from './service.schema.ts'

const families = ['IPv4', 'IPv6']
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

export function validateClusterIPs(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return []
  const faults = [...checkBothForms(spec), ...checkFamilies(spec.ipFamilies ?? [])]
  faults.push(...checkOptionalEnum(spec.ipFamilyPolicy, 'spec.ipFamilyPolicy', policies))
  const addresses = checkAddresses(spec.clusterIPs ?? [])
  faults.push(...addresses)
  if (addresses.length > 0) return faults
  return [...faults, ...checkAddressFamilies(spec), ...checkSingleStack(spec)]
}

function checkBothForms({ clusterIP = '', clusterIPs = [] }: ServiceSpec): FieldError[] {
  const field = 'spec.clusterIPs'
  if (clusterIP === '') {
    if (clusterIPs.length === 0) return []
    return [invalid(field, clusterIPs, 'must be empty when `clusterIP` is not specified')]
  }
  if (clusterIPs.length === 0) return [required(field)]
  return clusterIPs[0] === clusterIP ? [] : [invalid(field, clusterIPs, 'first value must match `clusterIP`')]
}

function checkFamilies(given: readonly string[]): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, family] of given.entries()) {
    const field = `spec.ipFamilies[${index}]`
    if (!families.includes(family)) faults.push(notSupported(field, family, families))
    if (seen.has(family)) faults.push(duplicate(field, family))
    seen.add(family)
  }
  return faults
}

function checkAddresses(clusterIPs: readonly string[]): FieldError[] {
  const field = 'spec.clusterIPs'
  const faults: FieldError[] = []
  for (const [index, ip] of clusterIPs.entries()) {
    if (index === 0 && ip === 'None') {
      if (clusterIPs.length > 1)
        faults.push(invalid(field, clusterIPs, "'None' must be the first and only value"))
    } else faults.push(...faultsAt(`${field}[${index}]`, ip, isValidIP(ip)))
  }
  if (clusterIPs.length > 2) faults.push(invalid(field, clusterIPs, 'may only hold up to 2 values'))
  return faults
}

function checkAddressFamilies({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): FieldError[] {
  const faults: FieldError[] = []
  if (clusterIPs.length > 1 && new Set(clusterIPs.map((ip) => parseIP(ip)?.family)).size !== 2) {
    faults.push(invalid('spec.clusterIPs', clusterIPs, 'may specify no more than one IP for each IP family'))
  }
  for (const [index, ip] of clusterIPs.entries()) {
    const family = parseIP(ip)?.family
    const expected = ipFamilies[index]
    if (family === undefined || expected === undefined || expected === `IPv${family}`) continue
    const text = `expected an ${expected} value as indicated by \`ipFamilies[${index}]\``
    faults.push(invalid(`spec.clusterIPs[${index}]`, ip, text))
  }
  return faults
}

function checkSingleStack(spec: ServiceSpec): FieldError[] {
  const anybody = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0
  if (anybody) return []
  const faults: FieldError[] = []
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    const text = 'this cluster is not configured for dual-stack services'
    faults.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, text))
  }
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    if (family !== 'IPv6') continue
    faults.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'))
  }
  for (const [index, ip] of (spec.clusterIPs ?? []).entries()) {
    if (parseIP(ip)?.family !== 6) continue
    faults.push(invalid(`spec.clusterIPs[${index}]`, ip, 'IPv6 is not configured on this cluster'))
  }
  return faults
}

/** Addresses and families are given for life, save where a service becomes or ceases to be a mere name. */
export function validateClusterIPsUpdate(next: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (next.type === 'ExternalName' || old.type === 'ExternalName') return []
  const headless = [next.clusterIP === 'None', old.clusterIP === 'None']
  if (headless[0] === true && headless[1] === true) return []
  const faults = checkKept(next, old)
  return headless[0] === headless[1] ? [...faults, ...checkFamiliesKept(next, old)] : faults
}

function checkKept(next: ServiceSpec, old: ServiceSpec): FieldError[] {
  const field = 'spec.clusterIPs'
  const [after, before] = [next.clusterIPs ?? [], old.clusterIPs ?? []]
  if (before.length > 0 && after.length === 0) {
    return [invalid(`${field}[0]`, after, 'primary clusterIP can not be unset')]
  }
  const shared = Math.min(before.length, after.length)
  const changed = before.slice(0, shared).flatMap((ip, index) => (ip === after[index] ? [] : [index]))
  const faults = changed.map((index) => invalid(`${field}[${index}]`, after, 'may not change once set'))
  if (before.length > after.length && next.ipFamilyPolicy !== 'SingleStack') {
    const text = "must be set to 'SingleStack' when releasing the secondary clusterIP"
    faults.push(invalid('spec.ipFamilyPolicy', next.ipFamilyPolicy ?? null, text))
  }
  return faults
}

function checkFamiliesKept(next: ServiceSpec, old: ServiceSpec): FieldError[] {
  const [after, before] = [next.ipFamilies ?? [], old.ipFamilies ?? []]
  const shared = Math.min(before.length, after.length)
  const changed = before.slice(0, shared).some((family, index) => family !== after[index])
  const faults = changed ? [invalid('spec.ipFamilies[0]', after, 'may not change once set')] : []
  if (before.length > after.length && next.ipFamilyPolicy !== 'SingleStack') {
    const text = "must be set to 'SingleStack' when releasing the secondary ipFamily"
    faults.push(invalid('spec.ipFamilyPolicy', next.ipFamilyPolicy ?? null, text))
  }
  return faults
}
