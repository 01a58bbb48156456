// Faults of endpoints. Upstream: pkg/apis/core/validation/validation.go ValidateEndpoints.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { isValidIP } from '../../../machinery/names/ip.ts'
import { isValidPortNum, nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { checkDNSLabel, checkEnum, checkQualifiedName, faultsAt } from '../../checks.ts'
import { checkNonSpecialIP } from '../endpoint-ip.validation.ts'
import type { EndpointAddress, EndpointPort, Endpoints } from './endpoints.schema.ts'

export function validateEndpoints(endpoints: Endpoints): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, subset] of (endpoints.subsets ?? []).entries()) {
    const at = `subsets[${index}]`
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset
    if (addresses.length === 0 && notReadyAddresses.length === 0) {
      faults.push(required(at, 'must specify `addresses` or `notReadyAddresses`'))
    }
    faults.push(...validateAddresses(addresses, `${at}.addresses`))
    faults.push(...validateAddresses(notReadyAddresses, `${at}.notReadyAddresses`))
    faults.push(...validatePorts(ports, `${at}.ports`))
  }
  return faults
}

function validateAddresses(addresses: readonly EndpointAddress[], path: string): FieldError[] {
  return addresses.flatMap((address, index) => {
    const at = `${path}[${index}]`
    const faults = faultsAt(`${at}.ip`, address.ip, isValidIP(address.ip))
    if (address.hostname) faults.push(...checkDNSLabel(address.hostname, `${at}.hostname`))
    if (address.nodeName !== undefined) {
      const texts = nameIsDNSSubdomain(address.nodeName, false)
      faults.push(...faultsAt(`${at}.nodeName`, address.nodeName, texts))
    }
    return [...faults, ...checkNonSpecialIP(address.ip, `${at}.ip`)]
  })
}

function validatePorts(ports: readonly EndpointPort[], path: string): FieldError[] {
  return ports.flatMap((port, index) => {
    const at = `${path}[${index}]`
    const faults: FieldError[] = []
    if (port.name) faults.push(...checkDNSLabel(port.name, `${at}.name`))
    else if (ports.length > 1) faults.push(required(`${at}.name`))
    faults.push(...faultsAt(`${at}.port`, port.port, isValidPortNum(port.port)))
    faults.push(...checkEnum(port.protocol, `${at}.protocol`, ['SCTP', 'TCP', 'UDP']))
    if (port.appProtocol === undefined) return faults
    return [...faults, ...checkQualifiedName(port.appProtocol, `${at}.appProtocol`)]
  })
}
