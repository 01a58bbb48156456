// Which rule of a policy a request falls under: the first that matches it counts, and what none matches is not audited.
// Upstream: apiserver pkg/audit/policy/checker.go.
import type { Attributes } from '../authz/authorizer.ts'
import type { AuditLevel, AuditPolicy, AuditStage, PolicyRule } from './audit-policy.ts'

/** What is to be told of a request. */
export interface RequestAuditConfig {
  readonly level: AuditLevel
  readonly omitStages: ReadonlySet<AuditStage>
  readonly omitManagedFields: boolean
}

interface Rule {
  readonly rule: PolicyRule
  readonly config: RequestAuditConfig
}

/** `user` is undefined where nobody could be authenticated. */
export type AuditAttributes = Omit<Attributes, 'user'> & { readonly user: Attributes['user'] | undefined }

export function auditRules(policy: AuditPolicy): (attributes: AuditAttributes) => RequestAuditConfig {
  const { omitStages = [], omitManagedFields = false } = policy
  const rules = (policy.rules ?? []).map((rule): Rule => {
    const stages = [...omitStages, ...(rule.omitStages ?? [])] as AuditStage[]
    return {
      rule,
      config: {
        level: rule.level as AuditLevel,
        omitStages: new Set(stages),
        omitManagedFields: rule.omitManagedFields ?? omitManagedFields,
      },
    }
  })
  const nothing: RequestAuditConfig = {
    level: 'None',
    omitStages: new Set(omitStages as AuditStage[]),
    omitManagedFields,
  }
  return (attributes) => rules.find(({ rule }) => matches(rule, attributes))?.config ?? nothing
}

function matches(rule: PolicyRule, attributes: AuditAttributes): boolean {
  const { users = [], userGroups = [], verbs = [], namespaces = [], resources = [] } = rule
  const { user, verb } = attributes
  if (users.length > 0 && (user === undefined || !users.includes(user.name))) return false
  if (userGroups.length > 0 && !user?.groups.some((group) => userGroups.includes(group))) return false
  if (verbs.length > 0 && !verbs.includes(verb)) return false
  if (namespaces.length > 0 || resources.length > 0) return matchesResource(rule, attributes)
  const { nonResourceURLs = [] } = rule
  if (nonResourceURLs.length === 0) return true
  return !attributes.isResource && nonResourceURLs.some((url) => pathMatches(attributes.path, url))
}

function pathMatches(path: string, url: string): boolean {
  if (url === '*' || url === path) return true
  return url.endsWith('*') && path.startsWith(url.replace(/\*+$/, ''))
}

function matchesResource(rule: PolicyRule, attributes: AuditAttributes): boolean {
  const { namespaces = [], resources = [] } = rule
  if (!attributes.isResource) return false
  // What is in no namespace has the empty one.
  if (namespaces.length > 0 && !namespaces.includes(attributes.namespace)) return false
  if (resources.length === 0) return true
  return resources.some((given) => {
    const { group = '', resources: names = [], resourceNames = [] } = given
    if (group !== attributes.group) return false
    if (names.length === 0) return true
    if (resourceNames.length > 0 && !resourceNames.includes(attributes.name)) return false
    return names.some((name) => nameMatches(name, attributes))
  })
}

function nameMatches(name: string, { resource, subresource }: AuditAttributes): boolean {
  if (name === '*' || name === (subresource === '' ? resource : `${resource}/${subresource}`)) return true
  if (subresource !== '' && name === `*/${subresource}`) return true
  return name === `${resource}/*`
}
