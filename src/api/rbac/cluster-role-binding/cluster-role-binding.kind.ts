// ClusterRoleBinding (rbac.authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { bindingColumns } from '../rbac.columns.ts'
import { defaultBinding } from '../rbac.defaults.ts'
import { validateBinding, validateBindingUpdate } from '../rbac.validation.ts'
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
  default: defaultBinding,
  strategy: { allowCreateOnUpdate: true },
  validateName: nameIsPathSegment,
  validate: (binding) => validateBinding(binding, 'Cluster'),
  validateUpdate: validateBindingUpdate,
  columns: bindingColumns,
})
export type ClusterRoleBinding = Instance<typeof ClusterRoleBinding>
