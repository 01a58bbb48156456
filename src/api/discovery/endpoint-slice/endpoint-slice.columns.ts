// How endpoint slices are listed. Upstream: pkg/printers/internalversion/printers.go printEndpointSlice.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn, someOf } from '../../columns.ts'
import type { EndpointSlice } from './endpoint-slice.schema.ts'

export const endpointSliceColumns: readonly Column<EndpointSlice>[] = [
  nameColumn,
  {
    name: 'AddressType',
    type: 'string',
    description: 'IPv4, IPv6 or FQDN.',
    cell: (slice) => slice.addressType,
  },
  {
    name: 'Ports',
    type: 'string',
    description: 'Ports of all endpoints, by number or else by name.',
    cell: (slice) => someOf((slice.ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'))),
  },
  {
    name: 'Endpoints',
    type: 'string',
    description: 'The first addresses, and how many more there are.',
    cell: (slice) => someOf((slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses)),
  },
  ageColumn,
]
