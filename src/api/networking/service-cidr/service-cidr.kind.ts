// ServiceCIDR (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { serviceCIDR } from './service-cidr.schema.ts'
export const ServiceCIDR = defineKind({
  schema: serviceCIDR,
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  singular: 'servicecidr',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'ServiceCIDR', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'gNLvruQhW2g=',
})
export type ServiceCIDR = Instance<typeof ServiceCIDR>
