// Decides what the Endpoints object of a service should hold: addresses grouped by ports. Pure.
// Upstream: pkg/controller/endpoint/endpoints_controller.go syncService, pkg/api/v1/endpoints/util.go RepackSubsets.
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
} from '../../api/core/endpoints/endpoints.schema.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { isHeadless } from '../../api/core/service/service.facts.ts'
import type { Service } from '../../api/core/service/service.kind.ts'
import {
  belongsInEndpoints,
  endpointHostname,
  resolvePorts,
  targetState,
} from '../../api/core/service/service.targets.ts'

/** An Endpoints object holds no more addresses than this. */
export const maxAddresses = 1000
export const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity'

interface Entry {
  readonly address: EndpointAddress
  readonly ready: boolean
  readonly port: EndpointPort | undefined
}

export interface EndpointsContent {
  readonly subsets: readonly EndpointSubset[]
  readonly truncated: boolean
}

export function planEndpoints(service: Service, pods: readonly Pod[]): EndpointsContent {
  const entries = pods
    .filter((pod) => belongsInEndpoints(pod) && pod.metadata.deletionTimestamp === undefined)
    .flatMap((pod) => entriesOf(service, pod))
  const addresses = new Set(entries.map(({ address }) => address.ip))
  const allowed = new Set([...addresses].slice(0, maxAddresses))
  const kept = entries.filter(({ address }) => allowed.has(address.ip))
  return { subsets: repack(kept), truncated: addresses.size > maxAddresses }
}

function entriesOf(service: Service, pod: Pod): readonly Entry[] {
  const { name, namespace, uid } = pod.metadata
  const hostname = endpointHostname(service, pod)
  const address: EndpointAddress = {
    ip: pod.status?.podIP ?? '',
    ...(hostname !== undefined && { hostname }),
    ...(pod.spec.nodeName !== undefined && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  }
  const { ready } = targetState(service, pod)
  if ((service.spec.ports ?? []).length === 0)
    return isHeadless(service) ? [{ address, ready, port: undefined }] : []
  return resolvePorts(service, pod).map(({ name: portName, ...port }) => ({
    address,
    ready,
    port: { ...(portName !== '' && { name: portName }), ...port },
  }))
}

const byText =
  <T>(text: (value: T) => string) =>
  (a: T, b: T) =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0

/** Addresses that have the same ports share a subset. */
function repack(entries: readonly Entry[]): readonly EndpointSubset[] {
  const portsOf = new Map<string, { readonly entry: Entry; readonly ports: EndpointPort[] }>()
  for (const entry of entries) {
    const key = `${entry.address.targetRef?.uid} ${entry.address.ip}`
    const group = portsOf.get(key) ?? { entry, ports: [] }
    portsOf.set(key, group)
    if (entry.port !== undefined) group.ports.push(entry.port)
  }
  for (const { ports } of portsOf.values())
    ports.sort(byText((port) => `${port.name ?? ''}/${port.port}/${port.protocol}`))
  const subsets = Map.groupBy(portsOf.values(), ({ ports }) => JSON.stringify(ports))
  return [...subsets.entries()].toSorted(byText(([key]) => key)).map(([, groups]) => {
    const sorted = groups.map(({ entry }) => entry).toSorted(byText(({ address }) => address.ip))
    const ready = sorted.filter((entry) => entry.ready).map(({ address }) => address)
    const notReady = sorted.filter((entry) => !entry.ready).map(({ address }) => address)
    const ports = groups[0]?.ports ?? []
    return {
      ...(ready.length > 0 && { addresses: ready }),
      ...(notReady.length > 0 && { notReadyAddresses: notReady }),
      ...(ports.length > 0 && { ports }),
    }
  })
}
