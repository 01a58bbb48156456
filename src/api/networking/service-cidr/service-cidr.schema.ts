// Fields of service-cidr in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const serviceCIDRSpec = object(
  'io.k8s.api.networking.v1.ServiceCIDRSpec',
  {
    cidrs: opt(1, list(string), { doc: 'One IPv4 range, one IPv6 range, or one of each.' }),
  },
  { doc: 'The range.' },
)
export type ServiceCIDRSpec = TypeOf<typeof serviceCIDRSpec>

export const serviceCIDRStatus = object(
  'io.k8s.api.networking.v1.ServiceCIDRStatus',
  {
    conditions: opt(
      1,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Ready, or why not.' },
    ),
  },
  { doc: 'Whether a range can be used.' },
)
export type ServiceCIDRStatus = TypeOf<typeof serviceCIDRStatus>

export const serviceCIDR = object(
  'io.k8s.api.networking.v1.ServiceCIDR',
  {
    ...kindFields,
    spec: opt(2, serviceCIDRSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, serviceCIDRStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A range of addresses for Services.' },
)
export type ServiceCIDR = ObjectOf<typeof serviceCIDR>
