// Faults of a pod's names and addresses: DNS, host aliases, hostname, ports of the host.
// Upstream: pkg/apis/core/validation/validation.go validatePodDNSConfig, ValidateHostAliases, validatePodHostNetworkDeps.
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { isValidIP } from '../../../machinery/names/ip.ts'
import {
  byteLength,
  isDNS1123Subdomain,
  isDNS1123SubdomainWithUnderscore,
} from '../../../machinery/names/validation.ts'
import { checkDNSLabel, checkDNSSubdomain, faultsAt } from '../../checks.ts'
import type { HostAlias, PodDNSConfig, PodSpec } from './pod.schema.ts'

const maxNameservers = 3
const maxSearches = 32
const maxSearchChars = 2048

export function validateDNSConfig(spec: PodSpec, path: string): FieldError[] {
  const { dnsConfig, dnsPolicy } = spec
  if (dnsPolicy === 'None') {
    if (dnsConfig === undefined) {
      return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    }
    if ((dnsConfig.nameservers ?? []).length === 0) {
      const text = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
      return [required(`${path}.nameservers`, text)]
    }
  }
  return dnsConfig === undefined ? [] : checkDNSConfig(dnsConfig, path)
}

function checkDNSConfig(config: PodDNSConfig, path: string): FieldError[] {
  const { nameservers = [], searches = [], options = [] } = config
  const faults: FieldError[] = []
  if (nameservers.length > maxNameservers) {
    const text = `must not have more than ${maxNameservers} nameservers`
    faults.push(invalid(`${path}.nameservers`, nameservers, text))
  }
  for (const [index, address] of nameservers.entries()) {
    faults.push(...faultsAt(`${path}.nameservers[${index}]`, address, isValidIP(address)))
  }
  if (searches.length > maxSearches) {
    faults.push(invalid(`${path}.searches`, searches, `must not have more than ${maxSearches} search paths`))
  }
  if (byteLength(searches.join(' ')) > maxSearchChars) {
    const text = `must not have more than ${maxSearchChars} characters (including spaces) in the search list`
    faults.push(invalid(`${path}.searches`, searches, text))
  }
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue
    const domain = search.replace(/\.$/, '')
    faults.push(...faultsAt(`${path}.searches[${index}]`, domain, isDNS1123SubdomainWithUnderscore(domain)))
  }
  for (const [index, option] of options.entries()) {
    if (!option.name) faults.push(required(`${path}.options[${index}]`, 'must not be empty'))
  }
  return faults
}

export function validateHostAliases(aliases: readonly HostAlias[], path: string): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, alias] of aliases.entries()) {
    faults.push(...faultsAt(`${path}[${index}].ip`, alias.ip, isValidIP(alias.ip)))
    for (const [position, name] of (alias.hostnames ?? []).entries()) {
      faults.push(...checkDNSSubdomain(name, `${path}[${index}].hostnames[${position}]`))
    }
  }
  return faults
}

/** In a template the host's port may be left out: the pod made of it gets it. */
export function validateHostPorts(spec: PodSpec, path: string, isPod: boolean): FieldError[] {
  if (spec.hostNetwork !== true) return []
  const faults: FieldError[] = []
  for (const [index, container] of spec.containers.entries()) {
    for (const [position, port] of (container.ports ?? []).entries()) {
      const hostPort = port.hostPort ?? 0
      if ((!isPod && hostPort === 0) || hostPort === port.containerPort) continue
      const field = `${path}.containers[${index}].ports[${position}].hostPort`
      faults.push(invalid(field, hostPort, 'must match `containerPort` when `hostNetwork` is true'))
    }
  }
  return faults
}

export function validateHostnames(spec: PodSpec, path: string): FieldError[] {
  const faults: FieldError[] = []
  if (spec.hostname) faults.push(...checkDNSLabel(spec.hostname, `${path}.hostname`))
  if (spec.subdomain) faults.push(...checkDNSLabel(spec.subdomain, `${path}.subdomain`))
  return spec.hostnameOverride === undefined ? faults : [...faults, ...checkOverride(spec, path)]
}

function checkOverride(spec: PodSpec, path: string): FieldError[] {
  const field = `${path}.hostnameOverride`
  const name = spec.hostnameOverride ?? ''
  const faults: FieldError[] = []
  if (byteLength(name) > 64) {
    faults.push({ type: 'FieldValueTooLong', field, message: 'Too long: may not be more than 64 bytes' })
  }
  faults.push(...faultsAt(field, name, isDNS1123Subdomain(name)))
  if (spec.setHostnameAsFQDN === true) {
    faults.push(forbidden(field, 'may not be specified when `setHostnameAsFQDN` is true'))
  }
  if (spec.hostNetwork === true)
    faults.push(forbidden(field, 'may not be specified when `hostNetwork` is true'))
  return faults
}
