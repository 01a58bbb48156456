// Faults of nodes. Upstream: pkg/apis/core/validation/validation.go ValidateNode, ValidateNodeUpdate.
import { duplicate, type FieldError, forbidden, invalid } from '../../../machinery/field-error.ts'
import { isValidCIDR, parseCIDR } from '../../../machinery/names/ip.ts'
import { isValidLabelValue } from '../../../machinery/names/validation.ts'
import { checkEnum, checkQualifiedName, faultsAt } from '../../checks.ts'
import { validateResourceQuantity } from '../pod/pod-resources.validation.ts'
import type { Node, Taint } from './node.schema.ts'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function validateNode(node: Node): FieldError[] {
  return [
    ...validateTaints(node.spec.taints ?? [], 'metadata.taints'),
    ...validateAmounts(node),
    ...validatePodCIDRs(node.spec.podCIDRs ?? []),
  ]
}

function validateTaints(taints: readonly Taint[], path: string): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, taint] of taints.entries()) {
    const at = `${path}[${index}]`
    const value = taint.value ?? ''
    faults.push(...checkQualifiedName(taint.key, `${at}.key`))
    const texts = isValidLabelValue(value)
    if (texts.length > 0) faults.push(invalid(`${at}.value`, value, texts.join(';')))
    faults.push(...checkEnum(taint.effect, `${at}.effect`, effects))
    const key = `${taint.effect}/${taint.key}`
    if (seen.has(key)) {
      const fault = duplicate(at, taint)
      faults.push({ ...fault, message: `${fault.message}: taints must be unique by key and effect pair` })
    }
    seen.add(key)
  }
  return faults
}

function validateAmounts(node: Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((list) =>
    Object.entries(node.status?.[list] ?? {}).flatMap(([name, amount]) =>
      validateResourceQuantity(name, amount, `status.${list}.${name}`),
    ),
  )
}

function validatePodCIDRs(cidrs: readonly string[]): FieldError[] {
  const path = 'spec.podCIDRs'
  const faults = cidrs.flatMap((cidr, index) => faultsAt(`${path}[${index}]`, cidr, isValidCIDR(cidr)))
  if (cidrs.length < 2) return faults
  const families = new Set(cidrs.map((cidr) => parseCIDR(cidr)?.ip.family))
  if (cidrs.length > 2 || families.size !== 2) {
    faults.push(invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'))
  }
  const seen = new Set<string>()
  for (const [index, cidr] of cidrs.entries()) {
    if (seen.has(cidr)) faults.push(duplicate(`${path}[${index}]`, cidr))
    seen.add(cidr)
  }
  return faults
}

export function validateNodeUpdate(next: Node, old: Node): FieldError[] {
  const faults: FieldError[] = []
  const addresses = new Set<string>()
  for (const [index, address] of (next.status?.addresses ?? []).entries()) {
    const key = `${address.type} ${address.address}`
    if (addresses.has(key)) faults.push(duplicate(`status.addresses[${index}]`, address))
    addresses.add(key)
  }
  const before = old.spec.podCIDRs ?? []
  const after = next.spec.podCIDRs ?? []
  const changed = before.length !== after.length || before.some((cidr, index) => cidr !== after[index])
  if (before.length > 0 && changed) {
    faults.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'))
  }
  if (old.spec.providerID && old.spec.providerID !== next.spec.providerID) {
    faults.push(
      forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'),
    )
  }
  if ((old.spec.externalID ?? '') !== (next.spec.externalID ?? '')) {
    faults.push(forbidden('spec.externalID', 'may not be updated'))
  }
  return faults
}

export function validateNodeStatusUpdate(next: Node, old: Node): FieldError[] {
  return [...validateNode(next), ...validateNodeUpdate(next, old)]
}
