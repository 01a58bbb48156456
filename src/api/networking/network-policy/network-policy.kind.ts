// NetworkPolicy (networking.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { networkPolicy } from './network-policy.schema.ts'
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
})
export type NetworkPolicy = Instance<typeof NetworkPolicy>
