// What the server fills in of endpoints. Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Endpoints.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { Endpoints } from './endpoints.schema.ts'

export function defaultEndpoints(endpoints: Mutable<Endpoints>): void {
  for (const subset of endpoints.subsets ?? []) {
    for (const port of subset.ports ?? []) port.protocol ??= 'TCP'
  }
}
