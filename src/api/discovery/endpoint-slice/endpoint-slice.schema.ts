// Fields of endpoint-slice in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  int32,
  list,
  map,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import { objectReference } from '../../core/references.schema.ts'

export const endpointConditions = object(
  'io.k8s.api.discovery.v1.EndpointConditions',
  {
    ready: opt(1, bool, { doc: 'True where it takes traffic; absent counts as true.', pointer: true }),
    serving: opt(2, bool, { doc: 'True where it would take traffic, even while it ends.', pointer: true }),
    terminating: opt(3, bool, { doc: 'True where it is ending.', pointer: true }),
  },
  { doc: 'Whether an endpoint can be used.' },
)
export type EndpointConditions = TypeOf<typeof endpointConditions>

export const forZone = object(
  'io.k8s.api.discovery.v1.ForZone',
  {
    name: req(1, string, { doc: 'Name of the zone.', empty: 'zero' }),
  },
  { doc: 'A zone that is to use an endpoint.' },
)
export type ForZone = TypeOf<typeof forZone>

export const forNode = object(
  'io.k8s.api.discovery.v1.ForNode',
  {
    name: req(1, string, { doc: 'Name of the node.', empty: 'zero' }),
  },
  { doc: 'A node that is to use an endpoint.' },
)
export type ForNode = TypeOf<typeof forNode>

export const endpointHints = object(
  'io.k8s.api.discovery.v1.EndpointHints',
  {
    forZones: opt(1, list(forZone), { doc: 'Zones that are to use it.' }),
    forNodes: opt(2, list(forNode), { doc: 'Nodes that are to use it.' }),
  },
  { doc: 'Where an endpoint is best used from.' },
)
export type EndpointHints = TypeOf<typeof endpointHints>

export const endpoint = object(
  'io.k8s.api.discovery.v1.Endpoint',
  {
    addresses: req(1, list(string, { listType: 'set' }), {
      doc: 'Its addresses; all are of the same endpoint.',
      empty: 'null',
    }),
    conditions: opt(2, endpointConditions, { doc: 'Whether it can be used.', empty: 'zero' }),
    hostname: opt(3, string, { doc: 'Its host name.', pointer: true }),
    targetRef: opt(4, objectReference, { doc: 'The object behind it, usually a pod.', pointer: true }),
    deprecatedTopology: opt(5, map(string), { doc: 'No longer used.', deprecated: true }),
    nodeName: opt(6, string, { doc: 'Node that it is on.', pointer: true }),
    zone: opt(7, string, { doc: 'Zone that it is in.', pointer: true }),
    hints: opt(8, endpointHints, { doc: 'Where it is best used from.', pointer: true }),
  },
  { doc: 'Something behind a Service.' },
)
export type Endpoint = TypeOf<typeof endpoint>

export const endpointPort = object(
  'io.k8s.api.discovery.v1.EndpointPort',
  {
    name: opt(1, string, { doc: 'Name of the port, as in the Service.', pointer: true }),
    protocol: opt(2, oneOf('TCP', 'UDP', 'SCTP'), { doc: 'TCP (the default), UDP or SCTP.', pointer: true }),
    port: opt(3, int32, { doc: 'The port.', pointer: true }),
    appProtocol: opt(4, string, { doc: 'What is spoken over it, such as kubernetes.io/h2c.', pointer: true }),
  },
  { doc: 'A port of endpoints.', structType: 'atomic' },
)
export type EndpointPort = TypeOf<typeof endpointPort>

export const endpointSlice = object(
  'io.k8s.api.discovery.v1.EndpointSlice',
  {
    ...kindFields,
    addressType: req(4, oneOf('IPv4', 'IPv6', 'FQDN'), { doc: 'IPv4, IPv6 or FQDN.', empty: 'zero' }),
    endpoints: opt(2, list(endpoint), { doc: 'The endpoints; at most 1000.', empty: 'null' }),
    ports: opt(3, list(endpointPort), { doc: 'Ports that all of them have.', empty: 'null' }),
  },
  { doc: 'Some of the addresses behind a service.' },
)
export type EndpointSlice = ObjectOf<typeof endpointSlice>
