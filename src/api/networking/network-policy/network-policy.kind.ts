// NetworkPolicy (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { networkPolicyColumns } from './network-policy.columns.ts'
import { defaultNetworkPolicy } from './network-policy.defaults.ts'
import { networkPolicy } from './network-policy.schema.ts'
import { networkPolicyStrategy } from './network-policy.strategy.ts'
import { validateNetworkPolicy } from './network-policy.validation.ts'
export const NetworkPolicy = defineKind({
  schema: networkPolicy,
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  scope: 'Namespaced',
  shortNames: ['netpol'],
  storageVersionHash: 'YpfwF18m1G8=',
  default: defaultNetworkPolicy,
  strategy: networkPolicyStrategy,
  columns: networkPolicyColumns,
  validate: validateNetworkPolicy,
})
export type NetworkPolicy = Instance<typeof NetworkPolicy>
