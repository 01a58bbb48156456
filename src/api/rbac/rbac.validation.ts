// Faults of roles and bindings. Whether a user may grant what they say is the authoriser's business.
// Upstream: pkg/apis/rbac/validation/validation.go.
import { semanticEqual } from '../../machinery/equality.ts'
import { type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts'
import { nameIsDNSSubdomain, nameIsPathSegment } from '../../machinery/names/validation.ts'
import { faultsAt } from '../checks.ts'
import type { PolicyRule, RoleRef, Subject } from './shared.schema.ts'

export const rbacGroup = 'rbac.authorization.k8s.io'

export function validateRules(rules: readonly PolicyRule[], scope: 'Namespaced' | 'Cluster'): FieldError[] {
  return rules.flatMap((rule, index) => validateRule(rule, `rules[${index}]`, scope))
}

function validateRule(rule: PolicyRule, path: string, scope: 'Namespaced' | 'Cluster'): FieldError[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const faults: FieldError[] = []
  if ((verbs ?? []).length === 0)
    faults.push(required(`${path}.verbs`, 'verbs must contain at least one value'))
  if (nonResourceURLs.length > 0) {
    const field = `${path}.nonResourceURLs`
    if (scope === 'Namespaced') {
      faults.push(invalid(field, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'))
    }
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      const text = 'rules cannot apply to both regular resources and non-resource URLs'
      faults.push(invalid(field, nonResourceURLs, text))
    }
    return faults
  }
  if (apiGroups.length === 0) {
    faults.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'))
  }
  if (resources.length === 0) {
    faults.push(required(`${path}.resources`, 'resource rules must supply at least one resource'))
  }
  return faults
}

interface Binding {
  readonly roleRef: RoleRef
  readonly subjects?: readonly Subject[] | undefined
}

export function validateBinding(binding: Binding, scope: 'Namespaced' | 'Cluster'): FieldError[] {
  const { apiGroup = '', kind, name } = binding.roleRef
  const kinds = scope === 'Namespaced' ? ['ClusterRole', 'Role'] : ['ClusterRole']
  const faults: FieldError[] = []
  if (apiGroup !== rbacGroup) faults.push(notSupported('roleRef.apiGroup', apiGroup, [rbacGroup]))
  if (!kinds.includes(kind)) faults.push(notSupported('roleRef.kind', kind, kinds))
  if (name === '') faults.push(required('roleRef.name'))
  else faults.push(...faultsAt('roleRef.name', name, nameIsPathSegment(name, false)))
  for (const [index, subject] of (binding.subjects ?? []).entries()) {
    faults.push(...validateSubject(subject, `subjects[${index}]`, scope))
  }
  return faults
}

function validateSubject(subject: Subject, path: string, scope: 'Namespaced' | 'Cluster'): FieldError[] {
  const { kind, name, apiGroup = '', namespace = '' } = subject
  const faults = name === '' ? [required(`${path}.name`)] : []
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') faults.push(...faultsAt(`${path}.name`, name, nameIsDNSSubdomain(name, false)))
      if (apiGroup !== '') faults.push(notSupported(`${path}.apiGroup`, apiGroup, ['']))
      if (scope === 'Cluster' && namespace === '') faults.push(required(`${path}.namespace`))
      return faults
    case 'User':
    case 'Group':
      if (apiGroup !== rbacGroup) faults.push(notSupported(`${path}.apiGroup`, apiGroup, [rbacGroup]))
      return faults
    default:
      return [...faults, notSupported(`${path}.kind`, kind, ['Group', 'ServiceAccount', 'User'])]
  }
}

/** Who reviewed a binding reviewed its role; another role wants another binding. */
export function validateBindingUpdate(next: Binding, old: Binding): FieldError[] {
  return semanticEqual(next.roleRef, old.roleRef)
    ? []
    : [invalid('roleRef', next.roleRef, 'cannot change roleRef')]
}
