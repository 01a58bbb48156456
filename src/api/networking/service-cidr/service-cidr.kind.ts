// ServiceCIDR (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { serviceCIDRColumns } from './service-cidr.columns.ts'
import { serviceCIDR } from './service-cidr.schema.ts'
import { serviceCIDRStrategy } from './service-cidr.strategy.ts'
import { validateServiceCIDR, validateServiceCIDRUpdate } from './service-cidr.validation.ts'
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
  strategy: serviceCIDRStrategy,
  columns: serviceCIDRColumns,
  validate: validateServiceCIDR,
  validateUpdate: validateServiceCIDRUpdate,
})
export type ServiceCIDR = Instance<typeof ServiceCIDR>
