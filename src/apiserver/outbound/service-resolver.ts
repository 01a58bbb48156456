// Where a service of the cluster is reached, from the server's own caches: one of its ready endpoints. The server needs no
// service proxy on its machine for that, and no cluster DNS.
// Upstream: apiserver pkg/util/proxy/proxy.go ResolveEndpoint, ResolveCluster.
import type { Service } from '../../api/core/service/service.kind.ts'
import type { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { type Rng, randomInt } from '../../base/rng.ts'
import { serviceUnavailable } from '../../machinery/status-error.ts'
import { isReachable } from './addresses.ts'
import { OutboundError } from './outbound-error.ts'

/** Where to connect. */
export interface Place {
  readonly host: string
  readonly port: number
}

export interface ServiceReference {
  readonly namespace: string
  readonly name: string
  readonly port: number
}

export interface ServiceCaches {
  service(namespace: string, name: string): Service | undefined
  /** The slices of one service. */
  slices(namespace: string, name: string): readonly EndpointSlice[]
}

/**
 * Throws OutboundError, or StatusError 503 where no endpoint is ready.
 * Differs: endpoints are asked directly, which upstream does with --enable-aggregator-routing alone.
 */
export function resolveService(reference: ServiceReference, caches: ServiceCaches, rng: Rng): Place {
  const { namespace, name, port } = reference
  const service = caches.service(namespace, name)
  if (service === undefined) throw unresolved(`service ${JSON.stringify(name)} not found`)
  const { type = 'ClusterIP', externalName = '', ports = [] } = service.spec
  if (type === 'ExternalName') return { host: externalName, port }
  const servicePort = ports.find((item) => item.port === port)
  if (servicePort === undefined)
    throw unresolved(`no service port ${port} found for service ${JSON.stringify(name)}`)
  const places = readyPlaces(reference, servicePort.name ?? '', caches)
  const place = places[places.length > 1 ? randomInt(rng, places.length) : 0]
  if (place === undefined)
    throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(name)}`)
  return place
}

function readyPlaces(
  { namespace, name }: ServiceReference,
  portName: string,
  caches: ServiceCaches,
): readonly Place[] {
  const places: Place[] = []
  for (const slice of caches.slices(namespace, name)) {
    if (slice.addressType === 'FQDN') continue
    const port = slice.ports?.find((item) => (item.name ?? '') === portName)?.port
    if (port === undefined) continue
    for (const { conditions, addresses } of slice.endpoints ?? []) {
      if (conditions?.ready === false) continue
      // Whoever may write slices must not lead the server to itself or to its machine (CVE-2020-8555, CVE-2021-25740).
      const host = addresses.find((address) => isReachable(address, { allowLoopback: false }))
      if (host !== undefined) places.push({ host, port })
    }
  }
  return places
}

function unresolved(message: string): OutboundError {
  return new OutboundError('unresolved', message)
}
