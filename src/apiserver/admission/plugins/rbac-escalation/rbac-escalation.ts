// Nobody grants more than they hold, unless they may `escalate` or `bind`. Part of the storage of roles upstream:
// pkg/registry/rbac/clusterrole/policybased/storage.go and its neighbours.
import { ClusterRole } from '../../../../api/rbac/cluster-role/cluster-role.kind.ts'
import { ClusterRoleBinding } from '../../../../api/rbac/cluster-role-binding/cluster-role-binding.kind.ts'
import { Role } from '../../../../api/rbac/role/role.kind.ts'
import { RoleBinding } from '../../../../api/rbac/role-binding/role-binding.kind.ts'
import type { PolicyRule, RoleRef, Subject } from '../../../../api/rbac/shared.schema.ts'
import { equalJson } from '../../../../machinery/json-value.ts'
import type { KubeObject } from '../../../../machinery/kind.ts'
import { notFound } from '../../../../machinery/status-error.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { describeRules, uncovered } from '../../../authz/covers.ts'
import type { RbacAuthorizer } from '../../../authz/rbac.ts'
import type { RbacObjects } from '../../../authz/rbac-objects.ts'
import { mastersGroup } from '../../../request/user.ts'
import {
  type AdmissionPlugin,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'

export interface EscalationOptions {
  readonly authorizer: Authorizer
  readonly rbac: RbacAuthorizer
  readonly objects: RbacObjects
}

const group = 'rbac.authorization.k8s.io'
const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

interface RoleFields {
  readonly rules?: readonly PolicyRule[]
  readonly aggregationRule?: unknown
}

interface BindingFields {
  readonly roleRef: RoleRef
  readonly subjects?: readonly Subject[]
}

export function rbacEscalation(options: EscalationOptions): AdmissionPlugin {
  return defineAdmission<KubeObject>({
    name: 'RBACEscalation',
    kinds: [ClusterRole, ClusterRoleBinding, Role, RoleBinding] as never,
    on: ['CREATE', 'UPDATE'],
    validate(request) {
      if (request.user.groups.includes(mastersGroup)) return undefined
      return request.kind.kind.endsWith('Binding')
        ? judgeBinding(request, options)
        : judgeRole(request, options)
    },
  })
}

function may(
  request: AdmissionRequest,
  verb: string,
  role: { resource: string; name: string },
  options: EscalationOptions,
): boolean {
  const { user, namespace } = request
  const decision = options.authorizer.authorize({
    user,
    verb,
    isResource: true,
    group,
    version: 'v1',
    subresource: '',
    namespace,
    path: '',
    ...role,
  })
  return decision.verdict === 'allow'
}

function judgeRole(request: AdmissionRequest, options: EscalationOptions): Verdict {
  const next = request.object as unknown as RoleFields
  const old = request.oldObject as unknown as RoleFields | undefined
  const unchanged =
    old !== undefined &&
    equalJson(old.rules ?? [], next.rules ?? []) &&
    equalJson(old.aggregationRule ?? null, next.aggregationRule ?? null)
  if (unchanged || may(request, 'escalate', { resource: request.kind.plural, name: request.name }, options))
    return undefined
  const held = options.rbac.rulesFor(request.user, request.namespace)
  if (next.aggregationRule !== undefined && uncovered(held, everything).length > 0) {
    return forbid(request, 'must have cluster-admin privileges to use an aggregationRule')
  }
  return judgeRules(request, held, next.rules ?? [])
}

function judgeRules(
  request: AdmissionRequest,
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): Verdict {
  const missing = uncovered(held, wanted)
  if (missing.length === 0) return undefined
  const { name, groups } = request.user
  const list = groups.map((item) => JSON.stringify(item)).join(' ')
  return forbid(
    request,
    `user ${JSON.stringify(name)} (groups=[${list}]) is attempting to grant RBAC permissions not currently held:\n${describeRules(missing)}`,
  )
}

function judgeBinding(request: AdmissionRequest, options: EscalationOptions): Verdict {
  const next = request.object as unknown as BindingFields
  const old = request.oldObject as unknown as BindingFields | undefined
  const unchanged =
    old !== undefined &&
    equalJson(old.roleRef, next.roleRef) &&
    equalJson(old.subjects ?? [], next.subjects ?? [])
  if (unchanged) return undefined
  const { kind, name } = next.roleRef
  const resource = kind === 'ClusterRole' ? 'clusterroles' : 'roles'
  if (may(request, 'bind', { resource, name }, options)) return undefined
  const rules = options.objects.rulesOf(next.roleRef, request.namespace)
  if (rules === undefined) return notFound({ group, resource }, name)
  return judgeRules(request, options.rbac.rulesFor(request.user, request.namespace), rules)
}
