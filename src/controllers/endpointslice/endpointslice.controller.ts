// Keeps the endpoint slices of every service with a selector. Upstream: pkg/controller/endpointslice/endpointslice_controller.go.
import { Node } from '../../api/core/node/node.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'
import { isNotFound } from '../../machinery/status-error.ts'
import type { Cache } from '../framework/cache.ts'
import { done, indexing, type ReconcileContext, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { selects, servicesOf } from '../framework/service-pods.ts'
import {
  managedBy,
  managedByLabel,
  planSlices,
  type SliceContent,
  type SlicePlan,
  serviceNameLabel,
} from './endpointslice.plan.ts'

const slicesByService = 'slicesByService'
const isOurs = (slice: EndpointSlice) => slice.metadata.labels?.[managedByLabel] === managedBy
const serviceKey = (slice: EndpointSlice) =>
  `${slice.metadata.namespace}/${slice.metadata.labels?.[serviceNameLabel]}`

export const endpointSlice = defineController({
  name: 'endpointslice',
  eventComponent: 'endpoint-slice-controller',
  for: Service,
  reads: [Node],
  indexes: [
    indexing({
      kind: EndpointSlice,
      name: slicesByService,
      values: (slice) => (isOurs(slice) ? [serviceKey(slice)] : []),
    }),
  ],
  watches: [
    watching({ kind: Pod, map: (pod, { cache }) => servicesOf(pod, cache) }),
    watching({
      kind: EndpointSlice,
      on: ['update', 'delete'],
      map: (slice) => (isOurs(slice) ? [serviceKey(slice)] : []),
    }),
  ],
  workers: 5,
  async reconcile(context) {
    const { key, cache } = context
    const service = cache.get(Service, key)
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return done
    if (service.spec.type === 'ExternalName' || service.spec.selector === undefined) return done
    const plan = planSlices({
      service,
      pods: podsOf(service, cache),
      node: (name) => cache.get(Node, name),
      slices: cache.byIndex(EndpointSlice, slicesByService, key),
    })
    try {
      await carryOut(plan, service, context)
    } catch (error) {
      // The service, or its namespace, went away meanwhile: its slices go with it.
      if (!isNotFound(error) && !isNamespaceTerminating(error)) throw error
    }
    return done
  },
})

function podsOf(service: Service, cache: Cache): readonly Pod[] {
  return cache.list(Pod, service.metadata.namespace).filter((pod) => selects(service, pod))
}

async function carryOut(
  plan: SlicePlan,
  service: Service,
  { client, signal }: ReconcileContext,
): Promise<void> {
  const { namespace, name } = service.metadata
  const bodyOf = ({ labels, ports, endpoints }: SliceContent) => ({
    labels,
    rest: { addressType: 'IPv4' as const, ports, endpoints },
  })
  for (const content of plan.create) {
    const { labels, rest } = bodyOf(content)
    const metadata = {
      namespace,
      generateName: `${name}-`,
      labels,
      ownerReferences: [controllerRef(service, Service)],
    }
    await client.create(EndpointSlice, { metadata, ...rest }, { signal })
  }
  for (const { slice, content } of plan.update) {
    const { labels, rest } = bodyOf(content)
    await client.update(
      EndpointSlice,
      { ...slice, metadata: { ...slice.metadata, labels }, ...rest },
      { signal },
    )
  }
  for (const slice of plan.delete) {
    await client
      .delete(EndpointSlice, { namespace, name: slice.metadata.name }, { signal })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error
      })
  }
}
