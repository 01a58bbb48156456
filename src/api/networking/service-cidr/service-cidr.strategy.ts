// What the server does to address ranges. Upstream: pkg/registry/networking/servicecidr/strategy.go.
// Differs: upstream lets the status be written through the object itself.
import { specStrategy } from '../../strategies.ts'
import { type ServiceCIDR, serviceCIDRStatus } from './service-cidr.schema.ts'

export const serviceCIDRStrategy = specStrategy<ServiceCIDR>({ status: serviceCIDRStatus, generation: false })
