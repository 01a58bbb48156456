// Faults of endpoint slices. Upstream: pkg/apis/discovery/validation/validation.go.
import { duplicate, type FieldError, invalid, required, tooMany } from '../../../machinery/field-error.ts'
import { isValidIP, parseIP } from '../../../machinery/names/ip.ts'
import {
  isDNS1123Subdomain,
  isValidLabelValue,
  nameIsDNSSubdomain,
} from '../../../machinery/names/validation.ts'
import { checkDNSLabel, checkEnum, checkImmutable, checkQualifiedName, faultsAt } from '../../checks.ts'
import { checkNonSpecialIP } from '../../core/endpoint-ip.validation.ts'
import type { Endpoint, EndpointPort, EndpointSlice } from './endpoint-slice.schema.ts'

const maxEndpoints = 1000
const maxAddresses = 100
const maxPorts = 20_000
const maxHints = 8

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  return [
    ...checkEnum(slice.addressType, 'addressType', ['FQDN', 'IPv4', 'IPv6']),
    ...validateEndpoints(slice.endpoints ?? [], slice.addressType),
    ...validatePorts(slice.ports ?? []),
  ]
}

export function validateEndpointSliceUpdate(next: EndpointSlice, old: EndpointSlice): FieldError[] {
  return checkImmutable(next.addressType, old.addressType, 'addressType')
}

function validateEndpoints(endpoints: readonly Endpoint[], addressType: string): FieldError[] {
  if (endpoints.length > maxEndpoints) return [tooMany('endpoints', endpoints.length, maxEndpoints)]
  return endpoints.flatMap((endpoint, index) =>
    validateEndpoint(endpoint, `endpoints[${index}]`, addressType),
  )
}

function validateEndpoint(endpoint: Endpoint, path: string, addressType: string): FieldError[] {
  const { addresses, hostname, nodeName, hints } = endpoint
  const faults: FieldError[] = []
  if (addresses.length === 0) faults.push(required(`${path}.addresses`, 'must contain at least 1 address'))
  else if (addresses.length > maxAddresses) {
    faults.push(tooMany(`${path}.addresses`, addresses.length, maxAddresses))
  }
  for (const [index, address] of addresses.entries()) {
    faults.push(...checkAddress(address, `${path}.addresses[${index}]`, addressType))
  }
  if (nodeName !== undefined) {
    faults.push(...faultsAt(`${path}.nodeName`, nodeName, nameIsDNSSubdomain(nodeName, false)))
  }
  if (hostname !== undefined) faults.push(...checkDNSLabel(hostname, `${path}.hostname`))
  faults.push(...checkHints(hints?.forZones ?? [], `${path}.hints.forZones`))
  return [...faults, ...checkHints(hints?.forNodes ?? [], `${path}.hints.forNodes`)]
}

function checkAddress(address: string, field: string, addressType: string): FieldError[] {
  if (addressType === 'FQDN') return faultsAt(field, address, domainFaults(address))
  const faults = faultsAt(field, address, isValidIP(address))
  const family = parseIP(address)?.family
  if (family !== undefined && addressType !== `IPv${family}`) {
    faults.push(invalid(field, address, `must be a valid ${addressType} address`))
  }
  return faults.length > 0 ? faults : checkNonSpecialIP(address, field)
}

/** Two labels at least; a dot at the end is welcome. */
function domainFaults(address: string): readonly string[] {
  const name = address.replace(/\.$/, '')
  const faults = isDNS1123Subdomain(name)
  if (faults.length > 0) return faults
  if (name.includes('.')) return []
  return ['should be a domain with at least two segments separated by dots']
}

function checkHints(hints: readonly { readonly name: string }[], path: string): FieldError[] {
  if (hints.length > maxHints) return [tooMany(path, hints.length, maxHints)]
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { name }] of hints.entries()) {
    const field = `${path}[${index}].name`
    if (seen.has(name)) faults.push(duplicate(field, name))
    seen.add(name)
    faults.push(...faultsAt(field, name, isValidLabelValue(name)))
  }
  return faults
}

function validatePorts(ports: readonly EndpointPort[]): FieldError[] {
  if (ports.length > maxPorts) return [tooMany('ports', ports.length, maxPorts)]
  const faults: FieldError[] = []
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const at = `ports[${index}]`
    const name = port.name ?? ''
    if (name !== '') faults.push(...checkDNSLabel(name, `${at}.name`))
    if (names.has(name)) faults.push(duplicate(`${at}.name`, name))
    names.add(name)
    faults.push(...checkEnum(port.protocol, `${at}.protocol`, ['SCTP', 'TCP', 'UDP']))
    if (port.appProtocol !== undefined)
      faults.push(...checkQualifiedName(port.appProtocol, `${at}.appProtocol`))
  }
  return faults
}
