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
    ip: req(1, string, { empty: 'zero' }),
    hostname: opt(3, string),
    nodeName: opt(4, string, { pointer: true }),
    targetRef: opt(2, objectReference, { pointer: true }),
  },
  { structType: 'atomic' },
)
export type EndpointAddress = TypeOf<typeof endpointAddress>

export const endpointPort = object(
  'io.k8s.api.core.v1.EndpointPort',
  {
    name: opt(1, string),
    port: req(2, int32, { empty: 'zero' }),
    protocol: opt(3, oneOf('TCP', 'UDP', 'SCTP')),
    appProtocol: opt(4, string, { pointer: true }),
  },
  { structType: 'atomic' },
)
export type EndpointPort = TypeOf<typeof endpointPort>

export const endpointSubset = object('io.k8s.api.core.v1.EndpointSubset', {
  addresses: opt(1, list(endpointAddress)),
  notReadyAddresses: opt(2, list(endpointAddress)),
  ports: opt(3, list(endpointPort)),
})
export type EndpointSubset = TypeOf<typeof endpointSubset>

export const endpoints = object(
  'io.k8s.api.core.v1.Endpoints',
  {
    ...kindFields,
    subsets: opt(2, list(endpointSubset)),
  },
  { doc: 'Addresses behind a service; endpoint slices say the same and more.' },
)
export type Endpoints = ObjectOf<typeof endpoints>
