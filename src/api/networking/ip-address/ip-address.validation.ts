// Faults of addresses: the name is the address, in its canonical form.
// Upstream: pkg/apis/networking/validation/validation.go ValidateIPAddress.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { formatIP, isValidIP, parseIP } from '../../../machinery/names/ip.ts'
import { checkImmutable, checkRequired } from '../../checks.ts'
import type { IPAddress } from './ip-address.schema.ts'

export function validateIPAddressName(name: string): readonly string[] {
  const faults = isValidIP(name)
  const ip = parseIP(name)
  if (faults.length > 0 || ip === undefined || formatIP(ip) === name) return faults
  return [`must be in canonical form ("${formatIP(ip)}")`]
}

export function validateIPAddress({ spec }: IPAddress): FieldError[] {
  if (spec.parentRef === undefined) return [required('spec.parentRef')]
  return [
    ...checkRequired(spec.parentRef.resource, 'spec.parentRef.resource'),
    ...checkRequired(spec.parentRef.name, 'spec.parentRef.name'),
  ]
}

export function validateIPAddressUpdate(next: IPAddress, old: IPAddress): FieldError[] {
  return checkImmutable(next.spec.parentRef, old.spec.parentRef, 'spec.parentRef')
}
