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

export const endpointConditions = object('io.k8s.api.discovery.v1.EndpointConditions', {
  ready: opt(1, bool, { pointer: true }),
  serving: opt(2, bool, { pointer: true }),
  terminating: opt(3, bool, { pointer: true }),
})
export type EndpointConditions = TypeOf<typeof endpointConditions>

export const forZone = object('io.k8s.api.discovery.v1.ForZone', {
  name: req(1, string, { empty: 'zero' }),
})
export type ForZone = TypeOf<typeof forZone>

export const forNode = object('io.k8s.api.discovery.v1.ForNode', {
  name: req(1, string, { empty: 'zero' }),
})
export type ForNode = TypeOf<typeof forNode>

export const endpointHints = object('io.k8s.api.discovery.v1.EndpointHints', {
  forZones: opt(1, list(forZone)),
  forNodes: opt(2, list(forNode)),
})
export type EndpointHints = TypeOf<typeof endpointHints>

export const endpoint = object('io.k8s.api.discovery.v1.Endpoint', {
  addresses: req(1, list(string, { listType: 'set' }), { empty: 'null' }),
  conditions: opt(2, endpointConditions, { empty: 'zero' }),
  hostname: opt(3, string, { pointer: true }),
  targetRef: opt(4, objectReference, { pointer: true }),
  deprecatedTopology: opt(5, map(string), { deprecated: true }),
  nodeName: opt(6, string, { pointer: true }),
  zone: opt(7, string, { pointer: true }),
  hints: opt(8, endpointHints, { pointer: true }),
})
export type Endpoint = TypeOf<typeof endpoint>

export const endpointPort = object(
  'io.k8s.api.discovery.v1.EndpointPort',
  {
    name: opt(1, string, { pointer: true }),
    protocol: opt(2, oneOf('TCP', 'UDP', 'SCTP'), { pointer: true }),
    port: opt(3, int32, { pointer: true }),
    appProtocol: opt(4, string, { pointer: true }),
  },
  { structType: 'atomic' },
)
export type EndpointPort = TypeOf<typeof endpointPort>

export const endpointSlice = object(
  'io.k8s.api.discovery.v1.EndpointSlice',
  {
    ...kindFields,
    addressType: req(4, oneOf('IPv4', 'IPv6', 'FQDN'), { empty: 'zero' }),
    endpoints: opt(2, list(endpoint), { empty: 'null' }),
    ports: opt(3, list(endpointPort), { empty: 'null' }),
  },
  { doc: 'Some of the addresses behind a service.' },
)
export type EndpointSlice = ObjectOf<typeof endpointSlice>
