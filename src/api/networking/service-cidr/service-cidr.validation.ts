// Faults of address ranges. Upstream: pkg/apis/networking/validation/validation.go ValidateServiceCIDR.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { isValidCIDR, parseCIDR } from '../../../machinery/names/ip.ts'
import { checkImmutable, faultsAt } from '../../checks.ts'
import type { ServiceCIDR } from './service-cidr.schema.ts'

export function validateServiceCIDR({ spec: { cidrs = [] } }: ServiceCIDR): FieldError[] {
  if (cidrs.length === 0) return [required('spec.cidrs', 'at least one CIDR required')]
  if (cidrs.length > 2) return [invalid('spec.cidrs', cidrs, 'may only hold up to 2 values')]
  const faults = cidrs.flatMap((cidr, index) => faultsAt(`spec.cidrs[${index}]`, cidr, isValidCIDR(cidr)))
  const families = new Set(cidrs.map((cidr) => parseCIDR(cidr)?.ip.family))
  if (families.size === cidrs.length) return faults
  return [
    ...faults,
    invalid(
      'spec.cidrs',
      cidrs,
      'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96',
    ),
  ]
}

export function validateServiceCIDRUpdate(next: ServiceCIDR, old: ServiceCIDR): FieldError[] {
  return checkImmutable(next.spec.cidrs, old.spec.cidrs, 'spec.cidrs')
}
