// What the server does to endpoints. Upstream: pkg/registry/core/endpoint/strategy.go.
import type { Strategy } from '../../../machinery/kind.ts'
import { ipWarnings } from '../../ip.warnings.ts'
import type { Endpoints } from './endpoints.schema.ts'

export const endpointsStrategy: Strategy<Endpoints> = { allowCreateOnUpdate: true, warnings }

function warnings({ metadata, subsets = [] }: Endpoints): string[] {
  // The controller's own are right.
  if (metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller') return []
  return subsets.flatMap((subset, index) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap((field) =>
      (subset[field] ?? []).flatMap(({ ip }, position) =>
        ipWarnings(ip, `subsets[${index}].${field}[${position}].ip`),
      ),
    ),
  )
}
