// What the server does to services before it gives out addresses and ports: the two forms of the cluster IP are kept
// alike, what was given out before stays, and what a new type has no use for goes.
// Upstream: pkg/registry/core/service/strategy.go, storage/storage.go, storage/alloc.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { isExternallyReachable, needsClusterIP, needsHealthCheckNodePort } from './service.facts.ts'
import { type Service, type ServiceSpec, serviceStatus } from './service.schema.ts'
import { serviceStatusWarnings, serviceWarnings } from './service.warnings.ts'

type Spec = Mutable<ServiceSpec>

export const serviceStrategy: Strategy<Service> = specStrategy<Service>({
  status: serviceStatus,
  generation: false,
  allowCreateOnUpdate: true,
  warnings: serviceWarnings,
  statusWarnings: serviceStatusWarnings,
  onCreate({ spec }) {
    if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP]
    initIPFamilies(spec)
  },
  onUpdate(next, old) {
    const { spec } = next
    patchAllocatedValues(spec, old.spec)
    normalizeClusterIPs(spec, old.spec)
    dropTypeDependentFields(spec, old.spec)
    initIPFamilies(spec)
    // It is not for users to see that a balancer takes its time to go.
    if (spec.type !== 'LoadBalancer') next.status = { ...next.status, loadBalancer: {} }
  },
})

/** A cluster of one address family, IPv4. A headless service without selector may name any family: its endpoints are not ours. */
function initIPFamilies(spec: Spec): void {
  if (!needsClusterIP(spec)) return
  const { ipFamilies = [], clusterIPs = [] } = spec
  const anybody = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0
  if (anybody) {
    spec.ipFamilyPolicy ??= 'RequireDualStack'
    if (ipFamilies.length === 0) spec.ipFamilies = ['IPv4']
    const [first] = spec.ipFamilies ?? []
    if (spec.ipFamilies?.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
      spec.ipFamilies = [...spec.ipFamilies, first === 'IPv6' ? 'IPv4' : 'IPv6']
    }
    return
  }
  const two = ipFamilies.length === 2 || clusterIPs.length === 2
  spec.ipFamilyPolicy ??= two ? 'RequireDualStack' : 'SingleStack'
  if (ipFamilies.length === 0) spec.ipFamilies = ['IPv4']
}

/** A write that leaves out what the server had filled in keeps it. */
function patchAllocatedValues(next: Spec, old: ServiceSpec): void {
  if (needsClusterIP(old) && needsClusterIP(next)) {
    if (!next.clusterIP && old.clusterIP) next.clusterIP = old.clusterIP
    const without = (next.clusterIPs ?? []).length === 0
    if (without && next.clusterIP === old.clusterIP && old.clusterIPs !== undefined) {
      next.clusterIPs = [...old.clusterIPs]
    }
  }
  if (hasNodePorts(old) && hasNodePorts(next)) patchNodePorts(next, old)
  if (needsHealthCheckNodePort(old) && needsHealthCheckNodePort(next) && !next.healthCheckNodePort) {
    next.healthCheckNodePort = old.healthCheckNodePort
  }
}

function hasNodePorts(spec: ServiceSpec | Spec): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer'
}

function patchNodePorts(next: Spec, old: ServiceSpec): void {
  const used = new Set((next.ports ?? []).map((port) => port.nodePort ?? 0))
  // A port's other properties may have changed.
  const earlier = new Map((old.ports ?? []).map(({ name = '', nodePort }) => [name, nodePort]))
  for (const port of next.ports ?? []) {
    if (port.nodePort) continue
    const before = earlier.get(port.name ?? '')
    if (!before || used.has(before)) continue
    port.nodePort = before
    used.add(before)
  }
}

/** Where only one of the two forms was changed, the other follows. */
function normalizeClusterIPs(next: Spec, old: ServiceSpec): void {
  if (next.clusterIP === old.clusterIP) return
  const untouched = semanticEqual(next.clusterIPs, old.clusterIPs)
  if (!next.clusterIP) {
    if (old.clusterIP && untouched) delete next.clusterIPs
  } else if (!old.clusterIP || untouched) {
    if ((next.clusterIPs ?? []).length === 0 || untouched) next.clusterIPs = [next.clusterIP]
  }
}

/** Only what the client did not also change: that is a mistake, for validation to name. */
function dropTypeDependentFields(next: Spec, old: ServiceSpec): void {
  if (needsClusterIP(old) && !needsClusterIP(next)) {
    if (next.clusterIP === old.clusterIP && semanticEqual(next.clusterIPs, old.clusterIPs)) {
      delete next.clusterIP
      delete next.clusterIPs
    }
    dropUnchanged(next, old, 'ipFamilies')
    dropUnchanged(next, old, 'ipFamilyPolicy')
  }
  if (hasNodePorts(old) && !hasNodePorts(next) && addsNoNodePort(next, old)) {
    for (const port of next.ports ?? []) delete port.nodePort
  }
  if (needsHealthCheckNodePort(old) && !needsHealthCheckNodePort(next)) {
    dropUnchanged(next, old, 'healthCheckNodePort')
  }
  if (old.type === 'LoadBalancer' && next.type !== 'LoadBalancer') {
    dropUnchanged(next, old, 'allocateLoadBalancerNodePorts')
    dropUnchanged(next, old, 'loadBalancerClass')
  }
  if (isExternallyReachable(old) && !isExternallyReachable(next)) {
    dropUnchanged(next, old, 'externalTrafficPolicy')
  }
}

function dropUnchanged(next: Spec, old: ServiceSpec, field: keyof ServiceSpec): void {
  if (semanticEqual(next[field], old[field])) delete next[field]
}

function addsNoNodePort(next: Spec, old: ServiceSpec): boolean {
  const ports = (spec: ServiceSpec | Spec) =>
    (spec.ports ?? []).map((port) => port.nodePort ?? 0).filter((port) => port !== 0)
  return new Set(ports(next)).isSubsetOf(new Set(ports(old)))
}

export function serviceSelectableFields(service: Service): Readonly<Record<string, string>> {
  return { 'spec.clusterIP': service.spec.clusterIP ?? '', 'spec.type': service.spec.type ?? '' }
}
