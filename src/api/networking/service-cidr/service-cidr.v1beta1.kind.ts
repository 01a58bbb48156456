// ServiceCIDR (networking.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { ServiceCIDR } from './service-cidr.kind.ts'
import { serviceCIDR } from './service-cidr.v1beta1.schema.ts'
export const ServiceCIDRV1beta1 = versionOf(ServiceCIDR, { version: 'v1beta1', schema: serviceCIDR })
export type ServiceCIDRV1beta1 = Instance<typeof ServiceCIDRV1beta1>
