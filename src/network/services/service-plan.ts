// Decides what each service port does on this node, from Services and EndpointSlices. Pure; knows nothing of nftables.
// Upstream: pkg/proxy/serviceport.go, endpointslicecache.go, topology.go CategorizeEndpoints.
import {
  clientIPAffinitySeconds,
  isClusterIPSet,
  isExternalPolicyLocal,
  isInternalPolicyLocal,
  needsNodePort,
} from '../../api/core/service/service.facts.ts'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { Endpoint, EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.schema.ts'

export type Protocol = 'tcp' | 'udp' | 'sctp'

export interface Target {
  readonly ip: string
  readonly port: number
  /** On this node. */
  readonly local: boolean
}

/** One port of one service, with everything that rules are made of. All text in it has been checked. */
export interface ServicePortPlan {
  /** `namespace/name:port`, as upstream's logs have it. */
  readonly name: string
  readonly protocol: Protocol
  readonly port: number
  readonly clusterIP: string
  /** External and load-balancer addresses that are answered here. */
  readonly externalIPs: readonly string[]
  /** 0 where there is none. */
  readonly nodePort: number
  /** Sources that may use the load balancer's addresses; all where empty. */
  readonly sourceRanges: readonly string[]
  /** Targets for traffic to the cluster IP. */
  readonly clusterTargets: readonly Target[]
  /** Targets for traffic from outside. */
  readonly externalTargets: readonly Target[]
  /** externalTrafficPolicy Local: the client's address is kept, and nothing is answered without a local target. */
  readonly externalLocal: boolean
  /** Seconds that a client sticks to a target; undefined where it does not. */
  readonly affinitySeconds: number | undefined
  /** There are targets somewhere, even if the policies leave none here. */
  readonly anyTargets: boolean
}

export interface ServiceFacts {
  readonly services: readonly Service[]
  readonly slices: readonly EndpointSlice[]
  readonly nodeName: string
}

const serviceNameLabel = 'kubernetes.io/service-name'
const proxyNameLabel = 'service.kubernetes.io/service-proxy-name'
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const ipv4Range = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|(?=\/))){4}\/(?:3[0-2]|[12]?\d)$/

/** An IPv4 address in the only spelling that may reach a rule. */
export function isPlainIPv4(text: string): boolean {
  return ipv4.test(text)
}

/** The plan of every service port that this proxy serves, in order of name. */
export function planServices(facts: ServiceFacts): readonly ServicePortPlan[] {
  const slicesOf = Map.groupBy(
    facts.slices.filter((slice) => slice.addressType === 'IPv4'),
    (slice) => `${slice.metadata.namespace}/${slice.metadata.labels?.[serviceNameLabel]}`,
  )
  return facts.services
    .filter(isProxied)
    .flatMap((service) => {
      const { namespace, name } = service.metadata
      return planService(service, slicesOf.get(`${namespace}/${name}`) ?? [], facts.nodeName)
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function isProxied(service: Service): boolean {
  const labels = service.metadata.labels ?? {}
  return (
    service.spec.type !== 'ExternalName' &&
    isClusterIPSet(service) &&
    isPlainIPv4(service.spec.clusterIP ?? '') &&
    !Object.hasOwn(labels, proxyNameLabel)
  )
}

function planService(
  service: Service,
  slices: readonly EndpointSlice[],
  nodeName: string,
): ServicePortPlan[] {
  const { spec, metadata, status } = service
  const balanced = (status?.loadBalancer?.ingress ?? []).filter((entry) => entry.ipMode !== 'Proxy')
  const externalIPs = [...(spec.externalIPs ?? []), ...balanced.map((entry) => entry.ip ?? '')].filter(
    isPlainIPv4,
  )
  return (spec.ports ?? []).map((port) => {
    const protocol = (port.protocol ?? 'TCP').toLowerCase() as Protocol
    const all = targetsOf(slices, { portName: port.name ?? '', protocol, nodeName })
    const externalLocal = isExternalPolicyLocal(spec)
    return {
      name: `${metadata.namespace}/${metadata.name}${port.name ? `:${port.name}` : ''}`,
      protocol,
      port: port.port,
      clusterIP: spec.clusterIP as string,
      externalIPs: [...new Set(externalIPs)],
      nodePort: needsNodePort(spec) ? (port.nodePort ?? 0) : 0,
      sourceRanges: (spec.loadBalancerSourceRanges ?? [])
        .map((range) => range.trim())
        .filter((range) => ipv4Range.test(range)),
      clusterTargets: usable(all, isInternalPolicyLocal(spec)),
      externalTargets: usable(all, externalLocal),
      externalLocal,
      affinitySeconds: clientIPAffinitySeconds(spec),
      anyTargets: usable(all, false).length > 0,
    }
  })
}

interface Candidate extends Target {
  readonly ready: boolean
}

/** Ready targets; where there are none, those that still serve while they end. */
function usable(all: readonly Candidate[], localOnly: boolean): readonly Target[] {
  const eligible = localOnly ? all.filter((target) => target.local) : all
  const ready = eligible.filter((target) => target.ready)
  return (ready.length > 0 ? ready : eligible).map(({ ip, port, local }) => ({ ip, port, local }))
}

function targetsOf(
  slices: readonly EndpointSlice[],
  wanted: { readonly portName: string; readonly protocol: Protocol; readonly nodeName: string },
): readonly Candidate[] {
  const found = new Map<string, Candidate>()
  for (const slice of slices) {
    const port = (slice.ports ?? []).find(
      (entry) =>
        (entry.name ?? '') === wanted.portName && (entry.protocol ?? 'TCP').toLowerCase() === wanted.protocol,
    )?.port
    if (port === undefined) continue
    for (const endpoint of slice.endpoints ?? []) {
      const candidate = candidateOf(endpoint, port, wanted.nodeName)
      if (candidate === undefined) continue
      const key = `${candidate.ip}:${candidate.port}`
      // The same address can stand in two slices while it moves from one to the other: ready wins.
      if (found.get(key)?.ready !== true) found.set(key, candidate)
    }
  }
  return [...found.values()].toSorted((a, b) => (`${a.ip}:${a.port}` < `${b.ip}:${b.port}` ? -1 : 1))
}

/** Undefined for an endpoint that can take no traffic: not serving, or an address that no rule may hold. */
function candidateOf(endpoint: Endpoint, port: number, nodeName: string): Candidate | undefined {
  const { ready = true, serving = ready, terminating = false } = endpoint.conditions ?? {}
  const ip = endpoint.addresses[0] ?? ''
  if (!isPlainIPv4(ip) || ip.startsWith('127.') || ip.startsWith('169.254.')) return undefined
  if (!ready && !(serving && terminating)) return undefined
  return { ip, port, local: endpoint.nodeName === nodeName, ready }
}
