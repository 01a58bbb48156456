// Faults of services. Addresses and families are checked in service-ips.validation.ts.
// Upstream: pkg/apis/core/validation/validation.go ValidateService.
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { isValidCIDR, isValidIP, parseIP } from '../../../machinery/names/ip.ts'
import { isDNS1123Subdomain, isValidPortNum } from '../../../machinery/names/validation.ts'
import { validateLabels } from '../../../machinery/selectors/labels.ts'
import {
  checkDNSLabel,
  checkDNSSubdomain,
  checkEnum,
  checkOptionalEnum,
  checkPortNumOrName,
  checkQualifiedName,
  faultsAt,
} from '../../checks.ts'
import { checkNonSpecialIP } from '../endpoint-ip.validation.ts'
import { isExternallyReachable, needsHealthCheckNodePort } from './service.facts.ts'
import type { Service, ServicePort, ServiceSpec } from './service.schema.ts'
import { validateClusterIPs, validateClusterIPsUpdate } from './service-ips.validation.ts'

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges'
const maxAffinitySeconds = 86_400

export function validateService(service: Service): FieldError[] {
  const { spec } = service
  const faults: FieldError[] = []
  if ((spec.ports ?? []).length === 0 && spec.clusterIP !== 'None' && spec.type !== 'ExternalName') {
    faults.push(required('spec.ports'))
  }
  faults.push(...validateByType(spec))
  faults.push(...validatePorts(spec))
  faults.push(...validateLabels(spec.selector, 'spec.selector'))
  faults.push(...validateAffinity(spec))
  faults.push(...validateClusterIPs(spec))
  for (const [index, ip] of (spec.externalIPs ?? []).entries()) {
    const field = `spec.externalIPs[${index}]`
    const wrong = faultsAt(field, ip, isValidIP(ip))
    faults.push(...(wrong.length > 0 ? wrong : checkNonSpecialIP(ip, field)))
  }
  faults.push(...checkEnum(spec.type, 'spec.type', types))
  faults.push(...validateNodePorts(spec), ...checkPortsOnce(spec))
  faults.push(...validateSourceRanges(service))
  return [...faults, ...validateBalancer(spec), ...validateTraffic(spec)]
}

function validateByType(spec: ServiceSpec): FieldError[] {
  const headless = spec.clusterIP === 'None'
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && headless) {
    return [invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)]
  }
  if (spec.type !== 'ExternalName') return []
  const text = 'may not be set for ExternalName services'
  const faults: FieldError[] = []
  if ((spec.clusterIPs ?? []).length > 0 || spec.clusterIP) faults.push(forbidden('spec.clusterIPs', text))
  if ((spec.ipFamilies ?? []).length > 0) faults.push(forbidden('spec.ipFamilies', text))
  if (spec.ipFamilyPolicy !== undefined) faults.push(forbidden('spec.ipFamilyPolicy', text))
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') return [...faults, required('spec.externalName')]
  return [...faults, ...checkDNSSubdomain(name, 'spec.externalName')]
}

function validatePorts(spec: ServiceSpec): FieldError[] {
  const ports = spec.ports ?? []
  const names = new Set<string>()
  return ports.flatMap((port, index) => {
    const at = `spec.ports[${index}]`
    return validatePort(port, at, { names, needsName: ports.length > 1 })
  })
}

function checkPortsOnce({ ports = [] }: ServiceSpec): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { protocol = '', port }] of ports.entries()) {
    const key = `${protocol}/${port}`
    if (seen.has(key)) faults.push(duplicate(`spec.ports[${index}]`, { protocol, port, targetPort: 0 }))
    seen.add(key)
  }
  return faults
}

function validatePort(
  port: ServicePort,
  at: string,
  { names, needsName }: { names: Set<string>; needsName: boolean },
): FieldError[] {
  const faults: FieldError[] = []
  if (port.name) {
    faults.push(...checkDNSLabel(port.name, `${at}.name`))
    if (names.has(port.name)) faults.push(duplicate(`${at}.name`, port.name))
    names.add(port.name)
  } else if (needsName) faults.push(required(`${at}.name`))
  faults.push(...faultsAt(`${at}.port`, port.port, isValidPortNum(port.port)))
  faults.push(...checkEnum(port.protocol, `${at}.protocol`, ['SCTP', 'TCP', 'UDP']))
  faults.push(...checkPortNumOrName(port.targetPort, `${at}.targetPort`))
  if (port.appProtocol === undefined) return faults
  return [...faults, ...checkQualifiedName(port.appProtocol, `${at}.appProtocol`)]
}

function validateAffinity(spec: ServiceSpec): FieldError[] {
  const path = 'spec.sessionAffinityConfig'
  const faults = checkEnum(spec.sessionAffinity, 'spec.sessionAffinity', ['ClientIP', 'None'])
  if (spec.sessionAffinity === 'None') {
    if (spec.sessionAffinityConfig === undefined) return faults
    return [...faults, forbidden(path, 'must not be set when session affinity is None')]
  }
  if (spec.sessionAffinity !== 'ClientIP') return faults
  const text = 'when session affinity type is ClientIP'
  const field = `${path}.clientIP.timeoutSeconds`
  if (spec.sessionAffinityConfig === undefined) return [...faults, required(path, text)]
  if (spec.sessionAffinityConfig.clientIP === undefined)
    return [...faults, required(`${path}.clientIP`, text)]
  const seconds = spec.sessionAffinityConfig.clientIP.timeoutSeconds
  if (seconds === undefined) return [...faults, required(field, text)]
  if (seconds > 0 && seconds <= maxAffinitySeconds) return faults
  return [...faults, invalid(field, seconds, `must be greater than 0 and less than ${maxAffinitySeconds}`)]
}

function validateNodePorts(spec: ServiceSpec): FieldError[] {
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { nodePort = 0, protocol = '' }] of (spec.ports ?? []).entries()) {
    if (nodePort === 0) continue
    const field = `spec.ports[${index}].nodePort`
    if (spec.type === 'ClusterIP') faults.push(forbidden(field, "may not be used when `type` is 'ClusterIP'"))
    const key = `${protocol}/${nodePort}`
    if (seen.has(key)) faults.push(duplicate(field, nodePort))
    seen.add(key)
  }
  return faults
}

function validateSourceRanges({ spec, metadata }: Service): FieldError[] {
  const annotations = metadata.annotations ?? {}
  const annotated = Object.hasOwn(annotations, rangesAnnotation) ? annotations[rangesAnnotation] : undefined
  const given = spec.loadBalancerSourceRanges ?? []
  if (given.length === 0 && annotated === undefined) return []
  const inSpec = given.length > 0
  const path = inSpec ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${rangesAnnotation}]`
  const ranges = inSpec ? given : (annotated ?? '').split(',').filter((range) => range.trim() !== '')
  const faults: FieldError[] = []
  if (spec.type !== 'LoadBalancer') {
    faults.push(forbidden(path, "may only be used when `type` is 'LoadBalancer'"))
  }
  for (const [index, text] of ranges.entries()) {
    const range = text.trim()
    faults.push(...faultsAt(inSpec ? `${path}[${index}]` : path, range, isValidCIDR(range)))
  }
  return faults
}

function validateBalancer(spec: ServiceSpec): FieldError[] {
  const onlyFor = "may only be used when `type` is 'LoadBalancer'"
  const faults: FieldError[] = []
  const { allocateLoadBalancerNodePorts, loadBalancerClass } = spec
  if (spec.type === 'LoadBalancer') {
    if (allocateLoadBalancerNodePorts === undefined) faults.push(required('allocateLoadBalancerNodePorts'))
    if (loadBalancerClass === undefined) return faults
    return [...faults, ...checkQualifiedName(loadBalancerClass, 'spec.loadBalancerClass')]
  }
  if (allocateLoadBalancerNodePorts !== undefined) {
    faults.push(forbidden('spec.allocateLoadBalancerNodePorts', onlyFor))
  }
  if (loadBalancerClass !== undefined) faults.push(forbidden('spec.loadBalancerClass', onlyFor))
  return faults
}

const policies = ['Cluster', 'Local']

function validateTraffic(spec: ServiceSpec): FieldError[] {
  const { externalTrafficPolicy, internalTrafficPolicy, trafficDistribution, healthCheckNodePort = 0 } = spec
  const faults: FieldError[] = []
  if (isExternallyReachable(spec)) {
    faults.push(...checkEnum(externalTrafficPolicy, 'spec.externalTrafficPolicy', policies))
  } else if (externalTrafficPolicy !== undefined) {
    const text = 'may only be set for externally-accessible services'
    faults.push(invalid('spec.externalTrafficPolicy', externalTrafficPolicy, text))
  }
  if (needsHealthCheckNodePort(spec)) {
    const field = 'spec.healthCheckNodePort'
    if (healthCheckNodePort === 0) faults.push(required(field))
    else faults.push(...faultsAt(field, healthCheckNodePort, isValidPortNum(healthCheckNodePort)))
  } else if (healthCheckNodePort !== 0) {
    const text = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
    faults.push(invalid('spec.healthCheckNodePort', healthCheckNodePort, text))
  }
  if (internalTrafficPolicy === undefined) {
    if (types.includes(spec.type ?? '') && spec.type !== 'ExternalName') {
      faults.push(required('spec.internalTrafficPolicy'))
    }
  } else if (!policies.includes(internalTrafficPolicy)) {
    faults.push(notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, policies))
  }
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone']
  return [...faults, ...checkOptionalEnum(trafficDistribution, 'spec.trafficDistribution', distributions)]
}

export function validateServiceUpdate(next: Service, old: Service): FieldError[] {
  const faults = validateClusterIPsUpdate(next.spec, old.spec)
  const both = next.spec.type === 'LoadBalancer' && old.spec.type === 'LoadBalancer'
  if (both && next.spec.loadBalancerClass !== old.spec.loadBalancerClass) {
    const value = next.spec.loadBalancerClass ?? null
    faults.push(invalid('spec.loadBalancerClass', value, 'may not change once set'))
  }
  const healthChecked = needsHealthCheckNodePort(next.spec) && needsHealthCheckNodePort(old.spec)
  if (healthChecked && next.spec.healthCheckNodePort !== old.spec.healthCheckNodePort) {
    faults.push(forbidden('spec.healthCheckNodePort', 'field is immutable'))
  }
  return faults
}

export function validateServiceStatusUpdate(next: Service): FieldError[] {
  const path = 'status.loadBalancer.ingress'
  const ingress = next.status?.loadBalancer?.ingress ?? []
  if (next.spec.type !== 'LoadBalancer' && ingress.length > 0) {
    return [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")]
  }
  return ingress.flatMap(({ ip = '', ipMode, hostname = '' }, index) => {
    const at = `${path}[${index}]`
    const faults = ip === '' ? [] : faultsAt(`${at}.ip`, ip, isValidIP(ip))
    if (ipMode === undefined && ip !== '') {
      faults.push(required(`${at}.ipMode`, 'must be specified when `ip` is set'))
    } else if (ipMode !== undefined && ip === '') {
      faults.push(forbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set'))
    } else faults.push(...checkOptionalEnum(ipMode, `${at}.ipMode`, ['Proxy', 'VIP']))
    if (hostname === '') return faults
    faults.push(...faultsAt(`${at}.hostname`, hostname, isDNS1123Subdomain(hostname)))
    if (parseIP(hostname) === undefined) return faults
    return [...faults, invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address')]
  })
}
