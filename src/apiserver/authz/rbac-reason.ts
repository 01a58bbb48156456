// Which binding lets somebody do something, in words. Authorisation itself does not keep it; whoever audits asks.
// Upstream: plugin/pkg/auth/authorizer/rbac/rbac.go, pkg/registry/rbac/validation/rule.go {cluster,}roleBindingDescriber.
import type { PolicyRule } from '../../api/rbac/shared.schema.ts'
import { mastersGroup, nodesGroup, serviceAccountPrefix } from '../request/user.ts'
import type { Attributes } from './authorizer.ts'
import { type BindingInfo, type RbacObjects, subjectKeysOf } from './rbac-objects.ts'
import { RuleIndex } from './rule-index.ts'

const indices = new WeakMap<readonly PolicyRule[], RuleIndex>()

/** '' where somebody else than RBAC allows it. */
export function rbacReason(objects: RbacObjects, attributes: Attributes): string {
  const { user, namespace, isResource } = attributes
  if (user.groups.includes(mastersGroup) || user.groups.includes(nodesGroup)) return ''
  const scopes = isResource && namespace !== '' ? ['', namespace] : ['']
  for (const scope of scopes) {
    for (const binding of objects.bindingsFor(user, scope)) {
      const rules = objects.rulesOf(binding.roleRef, scope)
      if (rules !== undefined && indexOf(rules).allows(attributes))
        return `RBAC: allowed by ${describe(binding, subjectKeysOf(user))}`
    }
  }
  return ''
}

function indexOf(rules: readonly PolicyRule[]): RuleIndex {
  let index = indices.get(rules)
  if (index === undefined) {
    index = new RuleIndex()
    for (const rule of rules) index.add(rule)
    indices.set(rules, index)
  }
  return index
}

function describe({ key, roleRef, subjectKeys }: BindingInfo, own: readonly string[]): string {
  const [kind = '', path = ''] = key.split(' ')
  const [first = '', second] = path.split('/')
  const name = second === undefined ? first : `${second}/${first}`
  const subject = subjectKeys.find((candidate) => own.includes(candidate)) ?? ''
  return `${kind} ${JSON.stringify(name)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subjectText(subject)}`
}

function subjectText(key: string): string {
  const [kind = '', ...rest] = key.split(':')
  const name = rest.join(':')
  if (kind !== 'User' || !name.startsWith(serviceAccountPrefix)) return `${kind} ${JSON.stringify(name)}`
  const [namespace = '', account = ''] = name.slice(serviceAccountPrefix.length).split(':')
  return `ServiceAccount ${JSON.stringify(`${account}/${namespace}`)}`
}
