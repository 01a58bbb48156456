// Fields of service-cidr in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const serviceCIDRSpec = object('io.k8s.api.networking.v1.ServiceCIDRSpec', {
  cidrs: opt(1, list(string)),
})
export type ServiceCIDRSpec = TypeOf<typeof serviceCIDRSpec>

export const serviceCIDRStatus = object('io.k8s.api.networking.v1.ServiceCIDRStatus', {
  conditions: opt(
    1,
    list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
})
export type ServiceCIDRStatus = TypeOf<typeof serviceCIDRStatus>

export const serviceCIDR = object('io.k8s.api.networking.v1.ServiceCIDR', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, serviceCIDRSpec, { empty: 'zero' }),
  status: opt(3, serviceCIDRStatus, { empty: 'zero' }),
})
export type ServiceCIDR = ObjectOf<typeof serviceCIDR>
