// ClusterRoleBinding (rbac.authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { clusterRoleBinding } from './cluster-role-binding.schema.ts'
export const ClusterRoleBinding = defineKind({
  schema: clusterRoleBinding,
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  scope: 'Cluster',
  storageVersionHash: '48tpQ8gZHFc=',
})
export type ClusterRoleBinding = Instance<typeof ClusterRoleBinding>
