// What the server fills in of network policies. Upstream: pkg/apis/networking/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { NetworkPolicy } from './network-policy.schema.ts'

export function defaultNetworkPolicy({ spec }: Mutable<NetworkPolicy>): void {
  if ((spec.policyTypes ?? []).length === 0) {
    spec.policyTypes = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  }
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of rule.ports ?? []) port.protocol ??= 'TCP'
  }
}
