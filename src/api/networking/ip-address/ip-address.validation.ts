// Faults of addresses: the name is the address, in its canonical form.
// Upstream: pkg/apis/networking/validation/validation.go ValidateIPAddress.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { formatIP, isValidIP, parseIP } from '../../../machinery/names/ip.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { checkDNSSubdomain, checkImmutable, checkRequired, faultsAt } from '../../checks.ts'
import type { IPAddress } from './ip-address.schema.ts'

export function validateIPAddressName(name: string): readonly string[] {
  const faults = isValidIP(name)
  const ip = parseIP(name)
  if (faults.length > 0 || ip === undefined || formatIP(ip) === name) return faults
  return [`must be in canonical form ("${formatIP(ip)}")`]
}

export function validateIPAddress({ spec }: IPAddress): FieldError[] {
  if (spec.parentRef === undefined) return [required('spec.parentRef')]
  const { group = '', resource, namespace = '', name } = spec.parentRef
  const path = 'spec.parentRef'
  return [
    ...(group === '' ? [] : checkDNSSubdomain(group, `${path}.group`)),
    ...checkRequired(resource, `${path}.resource`),
    ...checkSegment(resource, `${path}.resource`),
    ...checkRequired(name, `${path}.name`),
    ...checkSegment(name, `${path}.name`),
    ...checkSegment(namespace, `${path}.namespace`),
  ]
}

function checkSegment(text: string | undefined, field: string): FieldError[] {
  return text === undefined ? [] : faultsAt(field, text, nameIsPathSegment(text, false))
}

export function validateIPAddressUpdate(next: IPAddress, old: IPAddress): FieldError[] {
  return checkImmutable(next.spec.parentRef, old.spec.parentRef, 'spec.parentRef')
}
