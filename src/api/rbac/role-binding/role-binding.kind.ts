// RoleBinding (rbac.authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { roleBinding } from './role-binding.schema.ts'
export const RoleBinding = defineKind({
  schema: roleBinding,
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  scope: 'Namespaced',
  storageVersionHash: 'eGsCzGH6b1g=',
})
export type RoleBinding = Instance<typeof RoleBinding>
