// Role (rbac.authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { role } from './role.schema.ts'
export const Role = defineKind({
  schema: role,
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  scope: 'Namespaced',
  storageVersionHash: '7FuwZcIIItM=',
})
export type Role = Instance<typeof Role>
