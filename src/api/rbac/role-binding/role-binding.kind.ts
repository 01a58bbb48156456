// RoleBinding (rbac.authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { bindingColumns } from '../rbac.columns.ts'
import { defaultBinding } from '../rbac.defaults.ts'
import { validateBinding, validateBindingUpdate } from '../rbac.validation.ts'
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
  default: defaultBinding,
  strategy: { allowCreateOnUpdate: true },
  validateName: nameIsPathSegment,
  validate: (binding) => validateBinding(binding, 'Namespaced'),
  validateUpdate: validateBindingUpdate,
  columns: bindingColumns,
})
export type RoleBinding = Instance<typeof RoleBinding>
