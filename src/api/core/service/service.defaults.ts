// What the server fills in of services. Addresses and node ports are given out by the registry.
// Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Service.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultClientIPSeconds, isExternallyReachable } from './service.facts.ts'
import type { Service, ServiceSpec } from './service.schema.ts'

export function defaultService(service: Mutable<Service>): void {
  const { spec } = service
  defaultAffinity(spec)
  spec.type ??= 'ClusterIP'
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP'
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') {
      port.targetPort = port.port
    }
  }
  if (isExternallyReachable(spec)) spec.externalTrafficPolicy ??= 'Cluster'
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster'
  if (spec.type !== 'LoadBalancer') return
  spec.allocateLoadBalancerNodePorts ??= true
  for (const ingress of service.status?.loadBalancer?.ingress ?? []) {
    if (ingress.ip) ingress.ipMode ??= 'VIP'
  }
}

function defaultAffinity(spec: Mutable<ServiceSpec>): void {
  spec.sessionAffinity ??= 'None'
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
  if (spec.sessionAffinity !== 'ClientIP') return
  if (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined) return
  spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: defaultClientIPSeconds } }
}
