// Role (rbac.authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { defaultColumns } from '../../columns.ts'
import { validateRules } from '../rbac.validation.ts'
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
  strategy: { allowCreateOnUpdate: true },
  validateName: nameIsPathSegment,
  validate: (role) => validateRules(role.rules ?? [], 'Namespaced'),
  columns: defaultColumns,
})
export type Role = Instance<typeof Role>
