// What several parts read off a service: which addresses and ports it has or needs, and how it sticks to clients.
// Upstream: pkg/apis/core/v1/helper/helpers.go, pkg/api/service/util.go.
import type { Service, ServiceSpec } from './service.schema.ts'

export const clusterIPNone = 'None'
/** Three hours. */
export const defaultClientIPSeconds = 10_800

export function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === clusterIPNone
}

/** An address has been given to it. */
export function isClusterIPSet(service: Service): boolean {
  return (service.spec.clusterIP ?? '') !== '' && !isHeadless(service)
}

/** Of a type that has a cluster IP unless headless. */
export function needsClusterIP(spec: ServiceSpec): boolean {
  return spec.type === undefined || spec.type === 'ClusterIP' || needsNodePortByType(spec)
}

function needsNodePortByType(spec: ServiceSpec): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer'
}

export function needsNodePort(spec: ServiceSpec): boolean {
  if (spec.type === 'NodePort') return true
  return spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false
}

/** Traffic from outside goes to pods of the node that it reaches only. */
export function isExternalPolicyLocal(spec: ServiceSpec): boolean {
  return isExternallyReachable(spec) && spec.externalTrafficPolicy === 'Local'
}

export function isInternalPolicyLocal(spec: ServiceSpec): boolean {
  return spec.internalTrafficPolicy === 'Local'
}

export function needsHealthCheckNodePort(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && isExternalPolicyLocal(spec)
}

/** Whether externalTrafficPolicy means anything. */
export function isExternallyReachable(spec: ServiceSpec): boolean {
  const exposed = spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0
  return needsNodePortByType(spec) || exposed
}

/** Seconds that a client sticks to its endpoint, or undefined where it does not. */
export function clientIPAffinitySeconds(spec: ServiceSpec): number | undefined {
  if (spec.sessionAffinity !== 'ClientIP') return undefined
  return spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultClientIPSeconds
}
