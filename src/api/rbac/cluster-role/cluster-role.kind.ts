// ClusterRole (rbac.authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { defaultColumns } from '../../columns.ts'
import { clusterRole } from './cluster-role.schema.ts'
import { validateClusterRole } from './cluster-role.validation.ts'
export const ClusterRole = defineKind({
  schema: clusterRole,
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  scope: 'Cluster',
  storageVersionHash: 'bYE5ZWDrJ44=',
  strategy: { allowCreateOnUpdate: true },
  validateName: nameIsPathSegment,
  validate: validateClusterRole,
  columns: defaultColumns,
})
export type ClusterRole = Instance<typeof ClusterRole>
