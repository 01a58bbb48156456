// ServiceCIDR (networking.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { ServiceCIDR } from './service-cidr.kind.ts'
export const ServiceCIDRV1beta1 = sameInVersion(ServiceCIDR, 'v1beta1')
export type ServiceCIDRV1beta1 = Instance<typeof ServiceCIDRV1beta1>
