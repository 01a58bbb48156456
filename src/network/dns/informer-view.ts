// The zone as informers show it, with the indexes that questions need.
import { Namespace } from '../../api/core/namespace/namespace.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import type { Informers } from '../../client/cache.ts'
import type { ZoneView } from './cluster-zone.ts'

const serviceNameLabel = 'kubernetes.io/service-name'

export interface InformerView extends ZoneView {
  synced(options: { readonly signal: AbortSignal }): Promise<void>
}

export function createInformerView(informers: Informers, domain: string): InformerView {
  const services = informers.of(Service)
  const slices = informers.of(EndpointSlice)
  const namespaces = informers.of(Namespace)
  services.addIndex('clusterIP', ({ spec }) =>
    (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter((ip) => ip !== '' && ip !== 'None'),
  )
  slices.addIndex('service', ({ metadata }) => [
    `${metadata.namespace}/${metadata.labels?.[serviceNameLabel] ?? ''}`,
  ])
  slices.addIndex('hostAddress', (slice) =>
    (slice.endpoints ?? [])
      .filter((endpoint) => endpoint.hostname !== undefined)
      .flatMap((endpoint) => endpoint.addresses),
  )
  return {
    domain,
    service: (namespace, name) => services.get(`${namespace}/${name}`),
    slices: (namespace, name) => slices.byIndex('service', `${namespace}/${name}`),
    hasNamespace: (name) => namespaces.get(name) !== undefined,
    serviceByIP: (ip) => services.byIndex('clusterIP', ip)[0],
    endpointsByIP: (ip) =>
      slices.byIndex('hostAddress', ip).flatMap((slice) =>
        (slice.endpoints ?? [])
          .filter((endpoint) => endpoint.hostname !== undefined && endpoint.addresses.includes(ip))
          .map((endpoint) => ({
            namespace: slice.metadata.namespace ?? '',
            service: slice.metadata.labels?.[serviceNameLabel] ?? '',
            hostname: endpoint.hostname ?? '',
          })),
      ),
    async synced(options) {
      await Promise.all([services, slices, namespaces].map((informer) => informer.synced(options)))
    },
  }
}
