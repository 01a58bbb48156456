// What the server fills in of endpoint slices. Upstream: pkg/apis/discovery/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { EndpointSlice } from './endpoint-slice.schema.ts'

export function defaultEndpointSlice(slice: Mutable<EndpointSlice>): void {
  for (const port of slice.ports ?? []) {
    port.name ??= ''
    port.protocol ??= 'TCP'
  }
}
