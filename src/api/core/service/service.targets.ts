// Which pods stand behind a service, and at which of their ports. Pure; endpoints and endpoint slices are made from it.
// Upstream: pkg/api/v1/pod/util.go FindPort, component-helpers discovery endpointslice ShouldPodBeInEndpoints.
import { isPodReady, isPodTerminal } from '../pod/pod.conditions.ts'
import type { Pod } from '../pod/pod.kind.ts'
import type { Service, ServicePort } from './service.schema.ts'

/** A port of a service as one pod has it. */
export interface ResolvedPort {
  /** '' for the only port of a service that has no names. */
  readonly name: string
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  readonly port: number
  readonly appProtocol?: string
}

/** The number behind a service port in this pod; undefined where the pod has no port of that name. */
export function resolveTargetPort(pod: Pod, port: ServicePort): number | undefined {
  const { targetPort = port.port, protocol = 'TCP' } = port
  if (typeof targetPort === 'number') return targetPort
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')
  return [...pod.spec.containers, ...sidecars]
    .flatMap((container) => container.ports ?? [])
    .find((entry) => entry.name === targetPort && (entry.protocol ?? 'TCP') === protocol)?.containerPort
}

/** The service's ports in this pod, those left out that it does not have. In order of the service. */
export function resolvePorts(service: Service, pod: Pod): readonly ResolvedPort[] {
  return (service.spec.ports ?? []).flatMap((entry) => {
    const port = resolveTargetPort(pod, entry)
    if (port === undefined) return []
    const { name = '', protocol = 'TCP', appProtocol } = entry
    return [{ name, protocol, port, ...(appProtocol !== undefined && { appProtocol }) }]
  })
}

/** True for a pod that has an address and may still answer. */
export function belongsInEndpoints(pod: Pod): boolean {
  return !isPodTerminal(pod) && (pod.status?.podIP ?? '') !== ''
}

export interface TargetState {
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
}

export function targetState(service: Service, pod: Pod): TargetState {
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const serving = service.spec.publishNotReadyAddresses === true || isPodReady(pod)
  return {
    serving,
    terminating,
    ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating),
  }
}

/** The pod's own name below the service's, where it asks for one. */
export function endpointHostname(service: Service, pod: Pod): string | undefined {
  const { hostname = '', subdomain = '' } = pod.spec
  return hostname !== '' && subdomain === service.metadata.name ? hostname : undefined
}
