// Faults of address ranges. Upstream: pkg/apis/networking/validation/validation.go ValidateServiceCIDR.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { isValidCIDR, parseCIDR } from '../../../machinery/names/ip.ts'
import { checkImmutable, faultsAt } from '../../checks.ts'
import type { ServiceCIDR } from './service-cidr.schema.ts'

export function validateServiceCIDR({ spec: { cidrs = [] } }: ServiceCIDR): FieldError[] {
  if (cidrs.length === 0) return [required('spec.cidrs', 'at least one CIDR required')]
  if (cidrs.length > 2) return [invalid('spec.cidrs', cidrs, 'may only hold up to 2 values')]
  const families = new Set(cidrs.map((cidr) => parseCIDR(cidr)?.ip.family))
  if (cidrs.length === 2 && (families.size !== 2 || families.has(undefined))) {
    const text = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'
    return [invalid('spec.cidrs', cidrs, text)]
  }
  return cidrs.flatMap((cidr, index) => faultsAt(`spec.cidrs[${index}]`, cidr, isValidCIDR(cidr)))
}

/** Ranges stay; to one another of the other family may be added. */
export function validateServiceCIDRUpdate(next: ServiceCIDR, old: ServiceCIDR): FieldError[] {
  const [after, before] = [next.spec.cidrs ?? [], old.spec.cidrs ?? []]
  const grows = before.length === 1 && after.length === 2
  if (after.length !== before.length && !grows) return checkImmutable(after, before, 'spec.cidrs')
  return before.flatMap((cidr, index) => checkImmutable(after[index], cidr, `spec.cidrs[${index}]`))
}
