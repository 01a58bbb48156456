// Upstream's default roles and bindings as objects to be ensured. Rules and subjects that are missing are put back,
// what a user added stays. Upstream: component-helpers auth/rbac/reconciliation.
import { ClusterRole } from '../../api/rbac/cluster-role/cluster-role.kind.ts'
import { ClusterRoleBinding } from '../../api/rbac/cluster-role-binding/cluster-role-binding.kind.ts'
import { Role } from '../../api/rbac/role/role.kind.ts'
import { RoleBinding } from '../../api/rbac/role-binding/role-binding.kind.ts'
import type { PolicyRule, Subject } from '../../api/rbac/shared.schema.ts'
import { equalJson } from '../../machinery/json-value.ts'
import type { Kind } from '../../machinery/kind.ts'
import { uncovered } from '../authz/covers.ts'
import type { OwnObject } from '../registry/internal-writes.ts'
import type { WorkingObject } from '../registry/object.ts'
import { clusterRoleBindings, clusterRoles, type RoleData } from './cluster-roles.data.ts'
import { controllerRoles } from './controller-roles.data.ts'
import { namespaceRoles } from './namespace-roles.data.ts'
import { parseRules } from './rule-text.ts'

const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate'
export const aggregatePrefix = 'rbac.authorization.k8s.io/aggregate-to-'
const apiGroup = 'rbac.authorization.k8s.io'
const controllerPrefix = 'system:controller:'

export interface EnsuredObject extends OwnObject {
  reconcile(current: WorkingObject): boolean
}

export function rbacObjects(): EnsuredObject[] {
  const controllers = Object.entries(controllerRoles)
  return [
    ...clusterRoles.map(clusterRole),
    ...controllers.map(([name, rules]) => clusterRole({ name: controllerPrefix + name, rules })),
    ...Object.entries(clusterRoleBindings).map(([name, subjects]) => clusterBinding(name, subjects)),
    ...controllers.map(([name]) =>
      clusterBinding(controllerPrefix + name, [`ServiceAccount kube-system/${name}`]),
    ),
    ...namespaceRoles.flatMap(({ namespace, name, rules, subjects, bindingName = name }) => [
      role(asKind(Role), { namespace, name, rules: parseRules(rules) }),
      binding(asKind(RoleBinding), { namespace, name: bindingName, roleKind: 'Role', role: name, subjects }),
    ]),
  ]
}

function asKind(kind: unknown): Kind {
  return kind as Kind
}

function metadata(labels: Readonly<Record<string, string>> = {}) {
  return {
    annotations: { [autoupdate]: 'true' },
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  }
}

function clusterRole(data: RoleData): EnsuredObject {
  const { name, aggregates, aggregatesTo } = data
  const labels = aggregatesTo === undefined ? {} : { [aggregatePrefix + aggregatesTo]: 'true' }
  const selector = { matchLabels: { [`${aggregatePrefix}${aggregates ?? ''}`]: 'true' } }
  const rules = parseRules(data.rules)
  return role(asKind(ClusterRole), {
    name,
    labels,
    rules,
    ...(aggregates !== undefined && { aggregationRule: { clusterRoleSelectors: [selector] } }),
  })
}

interface RoleParts {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly rules: readonly PolicyRule[]
  readonly aggregationRule?: unknown
}

function role(kind: Kind, parts: RoleParts): EnsuredObject {
  const { name, namespace, labels, rules, aggregationRule } = parts
  return {
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    body: { metadata: metadata(labels), rules, ...(aggregationRule !== undefined && { aggregationRule }) },
    reconcile(current) {
      if (!mayUpdate(current) || aggregationRule !== undefined) return false
      const fields = current as unknown as { rules?: readonly PolicyRule[] }
      const missing = uncovered(fields.rules ?? [], rules)
      if (missing.length === 0) return false
      const absent = rules.filter((rule) => uncovered(fields.rules ?? [], [rule]).length > 0)
      fields.rules = [...(fields.rules ?? []), ...absent]
      return true
    },
  }
}

function mayUpdate(current: WorkingObject): boolean {
  return current.metadata.annotations?.[autoupdate] !== 'false'
}

function clusterBinding(name: string, subjects: readonly string[]): EnsuredObject {
  return binding(asKind(ClusterRoleBinding), { name, roleKind: 'ClusterRole', role: name, subjects })
}

interface BindingParts {
  readonly name: string
  readonly namespace?: string
  readonly roleKind: string
  readonly role: string
  readonly subjects: readonly string[]
}

function binding(kind: Kind, parts: BindingParts): EnsuredObject {
  const { name, namespace } = parts
  const subjects = parts.subjects.map(parseSubject)
  return {
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    body: {
      metadata: metadata(),
      roleRef: { apiGroup, kind: parts.roleKind, name: parts.role },
      ...(subjects.length > 0 && { subjects }),
    },
    reconcile(current) {
      if (!mayUpdate(current)) return false
      const fields = current as unknown as { subjects?: readonly Subject[] }
      const present = fields.subjects ?? []
      const missing = subjects.filter((subject) => !present.some((known) => equalJson(known, subject)))
      if (missing.length === 0) return false
      fields.subjects = [...present, ...missing]
      return true
    },
  }
}

/** `Group name`, `User name` or `ServiceAccount namespace/name`. */
function parseSubject(text: string): Subject {
  const [kind = '', rest = ''] = text.split(' ')
  if (kind !== 'ServiceAccount') return { kind, apiGroup, name: rest }
  const [namespace = '', name = ''] = rest.split('/')
  return { kind, name, namespace }
}
