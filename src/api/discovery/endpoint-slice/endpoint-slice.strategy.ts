// What the server does to endpoint slices. Upstream: pkg/registry/discovery/endpointslice/strategy.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { ipWarnings } from '../../ip.warnings.ts'
import type { EndpointSlice } from './endpoint-slice.schema.ts'

const counted = ['addressType', 'endpoints', 'ports'] as const

export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  warnings: (next, old) => [
    ...(old === undefined && next.addressType === 'FQDN' ? [deprecatedType] : []),
    ...addressWarnings(next),
  ],
  prepareForCreate(next) {
    next.metadata.generation = 1
    dropTopology(next)
  },
  prepareForUpdate(next, old) {
    const same =
      counted.every((field) => semanticEqual(next[field], old[field])) &&
      semanticEqual(next.metadata.labels, old.metadata.labels)
    next.metadata.generation = (old.metadata.generation ?? 0) + (same ? 0 : 1)
    dropTopology(next)
  },
}

// The path is upstream's.
const deprecatedType = 'spec.addressType: FQDN endpoints are deprecated'

/** What they write is right. */
const controllers = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io']

function addressWarnings({ metadata, endpoints }: EndpointSlice): string[] {
  if (controllers.includes(metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '')) return []
  return (endpoints ?? []).flatMap(({ addresses }, index) =>
    (addresses ?? []).flatMap((address, position) =>
      ipWarnings(address, `endpoints[${index}].addresses[${position}]`),
    ),
  )
}

/** It can be read in v1, but not written. Upstream: dropTopologyOnV1. */
function dropTopology({ endpoints }: Mutable<EndpointSlice>): void {
  for (const endpoint of endpoints ?? [])
    if (endpoint.deprecatedTopology !== undefined) delete endpoint.deprecatedTopology
}
