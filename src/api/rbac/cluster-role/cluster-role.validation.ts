// Faults of cluster roles. Upstream: pkg/apis/rbac/validation/validation.go ValidateClusterRole.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { validateRules } from '../rbac.validation.ts'
import type { ClusterRole } from './cluster-role.schema.ts'

export function validateClusterRole(role: ClusterRole): FieldError[] {
  const faults = validateRules(role.rules ?? [], 'Cluster')
  if (role.aggregationRule === undefined) return faults
  const path = 'aggregationRule.clusterRoleSelectors'
  const selectors = role.aggregationRule.clusterRoleSelectors ?? []
  if (selectors.length === 0) {
    const text = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
    return [...faults, required(path, text)]
  }
  return [
    ...faults,
    ...selectors.flatMap((selector, index) => validateLabelSelector(selector, `${path}[${index}]`)),
  ]
}
