// Decides what the endpoint slices of a service should hold, changing as few of them as it can. Pure.
// Upstream: staging/src/k8s.io/endpointslice/reconciler.go reconcileByAddressType, finalize.

import type { Node } from '../../api/core/node/node.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { isHeadless } from '../../api/core/service/service.facts.ts'
import type { Service } from '../../api/core/service/service.kind.ts'
import {
  belongsInEndpoints,
  endpointHostname,
  resolvePorts,
  targetState,
} from '../../api/core/service/service.targets.ts'
import type {
  Endpoint,
  EndpointPort,
  EndpointSlice,
} from '../../api/discovery/endpoint-slice/endpoint-slice.schema.ts'
import { semanticEqual } from '../../machinery/equality.ts'

/** Upstream: --max-endpoints-per-slice. */
export const maxEndpointsPerSlice = 100
export const serviceNameLabel = 'kubernetes.io/service-name'
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
export const managedBy = 'endpointslice-controller.k8s.io'
const headlessLabel = 'service.kubernetes.io/headless'
const zoneLabel = 'topology.kubernetes.io/zone'

export interface SliceFacts {
  readonly service: Service
  readonly pods: readonly Pod[]
  readonly node: (name: string) => Node | undefined
  /** Slices of this service that this controller manages. */
  readonly slices: readonly EndpointSlice[]
}

/** What a slice is to hold. */
export interface SliceContent {
  readonly labels: Readonly<Record<string, string>>
  readonly ports: readonly EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

export interface SlicePlan {
  readonly create: readonly SliceContent[]
  readonly update: readonly { readonly slice: EndpointSlice; readonly content: SliceContent }[]
  readonly delete: readonly EndpointSlice[]
}

export function planSlices(facts: SliceFacts): SlicePlan {
  const wanted = Map.groupBy(wantedEndpoints(facts), ({ ports }) => JSON.stringify(ports))
  // A service without endpoints has one empty slice, so that its readers know that somebody looked.
  if (wanted.size === 0) wanted.set('[]', [])
  const labels = sliceLabels(facts.service)
  const existing = Map.groupBy(facts.slices, (slice) => JSON.stringify(slice.ports ?? []))
  const plans = [...wanted].map(([key, members]) =>
    fill(
      members.map(({ endpoint }) => endpoint),
      existing.get(key) ?? [],
      {
        labels,
        ports: JSON.parse(key) as readonly EndpointPort[],
      },
    ),
  )
  const gone = facts.slices.filter((slice) => !wanted.has(JSON.stringify(slice.ports ?? [])))
  return reuse(
    {
      create: plans.flatMap((plan) => plan.create),
      update: plans.flatMap((plan) => plan.update),
      delete: plans.flatMap((plan) => plan.delete),
    },
    gone,
  )
}

/** Slices whose ports are no longer wanted are given new content rather than deleted and made anew. */
function reuse(plan: SlicePlan, gone: readonly EndpointSlice[]): SlicePlan {
  const free = [...plan.delete, ...gone]
  const create = [...plan.create]
  const update = [...plan.update]
  while (free.length > 0 && create.length > 0) {
    update.push({ slice: free.shift() as EndpointSlice, content: create.shift() as SliceContent })
  }
  return { create, update, delete: free }
}

interface Wanted {
  readonly endpoint: Endpoint
  readonly ports: readonly EndpointPort[]
}

function wantedEndpoints({ service, pods, node }: SliceFacts): readonly Wanted[] {
  return pods
    .filter(belongsInEndpoints)
    .map((pod) => ({ endpoint: endpointOf(service, pod, node), ports: portsOf(service, pod) }))
    .filter(
      ({ ports }) => ports.length > 0 || (isHeadless(service) && (service.spec.ports ?? []).length === 0),
    )
    .toSorted((a, b) => ((a.endpoint.targetRef?.name ?? '') < (b.endpoint.targetRef?.name ?? '') ? -1 : 1))
}

function portsOf(service: Service, pod: Pod): readonly EndpointPort[] {
  return resolvePorts(service, pod).toSorted((a, b) =>
    `${a.protocol}${a.name}` < `${b.protocol}${b.name}` ? -1 : 1,
  )
}

function endpointOf(service: Service, pod: Pod, nodeOf: SliceFacts['node']): Endpoint {
  const { name, namespace, uid } = pod.metadata
  const nodeName = pod.spec.nodeName ?? ''
  const zone = nodeOf(nodeName)?.metadata.labels?.[zoneLabel]
  const hostname = endpointHostname(service, pod)
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: targetState(service, pod),
    ...(hostname !== undefined && { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName !== '' && { nodeName }),
    ...(zone !== undefined && { zone }),
  }
}

/** The service's own labels go along, except those that have a meaning on slices. */
export function sliceLabels(service: Service): Readonly<Record<string, string>> {
  const own = Object.entries(service.metadata.labels ?? {}).filter(
    ([key]) => ![serviceNameLabel, managedByLabel, headlessLabel].includes(key),
  )
  return Object.fromEntries([
    ...own,
    [serviceNameLabel, service.metadata.name],
    [managedByLabel, managedBy],
    ...(isHeadless(service) ? [[headlessLabel, '']] : []),
  ])
}

const identity = (endpoint: Endpoint) => `${endpoint.targetRef?.uid} ${endpoint.addresses.join()}`

/** Puts endpoints of the same ports into slices: each stays where it is, new ones go where there is room. */
function fill(
  wanted: readonly Endpoint[],
  slices: readonly EndpointSlice[],
  base: Pick<SliceContent, 'labels' | 'ports'>,
): SlicePlan {
  const left = new Map(wanted.map((endpoint) => [identity(endpoint), endpoint]))
  const kept = slices.map((slice) => {
    const endpoints = (slice.endpoints ?? []).flatMap((endpoint) => {
      const current = left.get(identity(endpoint))
      left.delete(identity(endpoint))
      return current === undefined ? [] : [current]
    })
    return { slice, endpoints }
  })
  const rest = [...left.values()]
  for (const { endpoints } of kept) {
    if (endpoints.length > 0) endpoints.push(...rest.splice(0, maxEndpointsPerSlice - endpoints.length))
  }
  for (const { endpoints } of kept) {
    if (endpoints.length === 0) endpoints.push(...rest.splice(0, maxEndpointsPerSlice))
  }
  const used = kept.filter(
    ({ endpoints }, index) => endpoints.length > 0 || (wanted.length === 0 && index === 0),
  )
  const create: SliceContent[] = []
  while (rest.length > 0) create.push({ ...base, endpoints: rest.splice(0, maxEndpointsPerSlice) })
  if (wanted.length === 0 && kept.length === 0) create.push({ ...base, endpoints: [] })
  return {
    create,
    update: used
      .map(({ slice, endpoints }) => ({ slice, content: { ...base, endpoints } }))
      .filter(({ slice, content }) => differs(slice, content)),
    delete: kept.filter((entry) => !used.includes(entry)).map(({ slice }) => slice),
  }
}

function differs(slice: EndpointSlice, content: SliceContent): boolean {
  return (
    !semanticEqual(slice.endpoints ?? [], content.endpoints) ||
    !semanticEqual(slice.ports ?? [], content.ports) ||
    !semanticEqual(slice.metadata.labels ?? {}, content.labels)
  )
}
