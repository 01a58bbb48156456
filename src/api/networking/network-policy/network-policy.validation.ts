// Faults of network policies. Upstream: pkg/apis/networking/validation/validation.go ValidateNetworkPolicySpec.
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { cidrContains, isValidCIDR, parseCIDR } from '../../../machinery/names/ip.ts'
import { isValidPortNum } from '../../../machinery/names/validation.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { checkOptionalEnum, checkPortNumOrName, faultsAt } from '../../checks.ts'
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from './network-policy.schema.ts'

export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldError[] {
  const { policyTypes = [], ingress = [], egress = [] } = spec
  const faults = validateLabelSelector(spec.podSelector, 'spec.podSelector')
  for (const [index, rule] of ingress.entries()) {
    faults.push(...validatePorts(rule.ports ?? [], `spec.ingress[${index}].ports`))
    faults.push(...validatePeers(rule.from ?? [], `spec.ingress[${index}].from`))
  }
  for (const [index, rule] of egress.entries()) {
    faults.push(...validatePorts(rule.ports ?? [], `spec.egress[${index}].ports`))
    faults.push(...validatePeers(rule.to ?? [], `spec.egress[${index}].to`))
  }
  if (policyTypes.length > 2) {
    faults.push(invalid('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes'))
    return faults
  }
  for (const [index, type] of policyTypes.entries()) {
    faults.push(...checkOptionalEnum(type, `spec.policyTypes[${index}]`, ['Ingress', 'Egress']))
  }
  return faults
}

function validatePorts(ports: readonly NetworkPolicyPort[], path: string): FieldError[] {
  return ports.flatMap(({ protocol, port, endPort }, index) => {
    const at = `${path}[${index}]`
    return [
      ...checkOptionalEnum(protocol, `${at}.protocol`, ['TCP', 'UDP', 'SCTP']),
      ...checkRange(port, endPort, at),
    ]
  })
}

function checkRange(
  port: number | string | undefined,
  endPort: number | undefined,
  path: string,
): FieldError[] {
  const [field, endField] = [`${path}.port`, `${path}.endPort`]
  if (typeof port === 'number') {
    const faults = checkPortNumOrName(port, field)
    if (endPort === undefined) return faults
    if (endPort < port) faults.push(invalid(endField, port, 'must be greater than or equal to `port`'))
    return [...faults, ...faultsAt(endField, endPort, isValidPortNum(endPort))]
  }
  const named = port === undefined ? [] : checkPortNumOrName(port, field)
  if (endPort === undefined) return named
  const why = port === undefined ? 'not specified' : 'non-numeric'
  return [invalid(endField, endPort, `may not be specified when \`port\` is ${why}`), ...named]
}

function validatePeers(peers: readonly NetworkPolicyPeer[], path: string): FieldError[] {
  return peers.flatMap(({ podSelector, namespaceSelector, ipBlock }, index) => {
    const at = `${path}[${index}]`
    const faults = [
      ...validateLabelSelector(podSelector, `${at}.podSelector`),
      ...validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`),
    ]
    if (ipBlock !== undefined) faults.push(...validateBlock(ipBlock, `${at}.ipBlock`))
    const selects = podSelector !== undefined || namespaceSelector !== undefined
    if (!selects && ipBlock === undefined) faults.push(required(at, 'must specify a peer'))
    if (selects && ipBlock !== undefined) {
      faults.push(forbidden(at, 'may not specify both ipBlock and another peer'))
    }
    return faults
  })
}

function validateBlock({ cidr, except = [] }: IPBlock, path: string): FieldError[] {
  if (cidr === '') return [required(`${path}.cidr`)]
  const faults = faultsAt(`${path}.cidr`, cidr, isValidCIDR(cidr))
  const whole = parseCIDR(cidr)
  if (whole === undefined) return faults
  for (const [index, text] of except.entries()) {
    const field = `${path}.except[${index}]`
    faults.push(...faultsAt(field, text, isValidCIDR(text)))
    const part = parseCIDR(text)
    if (part === undefined) continue
    if (cidrContains(whole, part.ip) && part.prefixLength > whole.prefixLength) continue
    faults.push(invalid(field, text, `must be a strict subset of \`cidr\``))
  }
  return faults
}
