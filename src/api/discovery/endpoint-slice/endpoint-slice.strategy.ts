// What the server does to endpoint slices. Upstream: pkg/registry/discovery/endpointslice/strategy.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import { ipWarnings } from '../../ip.warnings.ts'
import type { EndpointSlice } from './endpoint-slice.schema.ts'

const counted = ['addressType', 'endpoints', 'ports'] as const

export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  warnings: ({ addressType, endpoints }) =>
    addressType === 'FQDN'
      ? []
      : (endpoints ?? []).flatMap(({ addresses }, index) =>
          (addresses ?? []).flatMap((address, position) =>
            ipWarnings(address, `endpoints[${index}].addresses[${position}]`),
          ),
        ),
  prepareForCreate(next) {
    next.metadata.generation = 1
  },
  prepareForUpdate(next, old) {
    const same =
      counted.every((field) => semanticEqual(next[field], old[field])) &&
      semanticEqual(next.metadata.labels, old.metadata.labels)
    next.metadata.generation = (old.metadata.generation ?? 0) + (same ? 0 : 1)
  },
}
