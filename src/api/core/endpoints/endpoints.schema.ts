// Fields of endpoints in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { objectReference } from '../references.schema.ts'

export const endpointAddress = object(
  'io.k8s.api.core.v1.EndpointAddress',
  {
    ip: req(1, string, { doc: 'The address.', empty: 'zero' }),
    hostname: opt(3, string, { doc: 'Host name of the endpoint.' }),
    nodeName: opt(4, string, { doc: 'Node that it is on.', pointer: true }),
    targetRef: opt(2, objectReference, { doc: 'The object behind it, usually a pod.', pointer: true }),
  },
  { doc: 'An address behind a Service.', structType: 'atomic' },
)
export type EndpointAddress = TypeOf<typeof endpointAddress>

export const endpointPort = object(
  'io.k8s.api.core.v1.EndpointPort',
  {
    name: opt(1, string, { doc: 'Name of the port, as in the Service.' }),
    port: req(2, int32, { doc: 'The port.', empty: 'zero' }),
    protocol: opt(3, oneOf('TCP', 'UDP', 'SCTP'), { doc: 'TCP (the default), UDP or SCTP.' }),
    appProtocol: opt(4, string, { doc: 'What is spoken over it, such as kubernetes.io/h2c.', pointer: true }),
  },
  { doc: 'A port of endpoints.', structType: 'atomic' },
)
export type EndpointPort = TypeOf<typeof endpointPort>

export const endpointSubset = object(
  'io.k8s.api.core.v1.EndpointSubset',
  {
    addresses: opt(1, list(endpointAddress), { doc: 'Addresses that are ready.' }),
    notReadyAddresses: opt(2, list(endpointAddress), { doc: 'Addresses that are not ready.' }),
    ports: opt(3, list(endpointPort), { doc: 'Ports that all of them have.' }),
  },
  { doc: 'Addresses that have the same ports.' },
)
export type EndpointSubset = TypeOf<typeof endpointSubset>

export const endpoints = object(
  'io.k8s.api.core.v1.Endpoints',
  {
    ...kindFields,
    subsets: opt(2, list(endpointSubset), { doc: 'Addresses and ports, grouped by ports.' }),
  },
  { doc: 'Addresses behind a service; endpoint slices say the same and more.' },
)
export type Endpoints = ObjectOf<typeof endpoints>
