// Which flow schema a request belongs to. Schemas are narrowed to a user's once, so that a request is held against the
// two or three rules that can matter to it. Upstream: apiserver pkg/util/flowcontrol/rule.go.
import type {
  FlowSchemaSpec,
  NonResourcePolicyRule,
  ResourcePolicyRule,
  Subject,
} from '../../api/flowcontrol/flow-schema/flow-schema.schema.ts'
import type { RequestInfo } from '../request/request-info.ts'
import { serviceAccountPrefix, type UserInfo } from '../request/user.ts'

/** What is asked, of a request's info. */
export type Asked = Pick<
  RequestInfo,
  'isResource' | 'path' | 'verb' | 'group' | 'namespace' | 'resource' | 'subresource'
>

/** A schema as far as one user's requests are concerned. */
interface Candidate<S> {
  readonly schema: S
  readonly resourceRules: readonly ResourcePolicyRule[]
  readonly nonResourceRules: readonly NonResourcePolicyRule[]
}

export interface UserFlows<S> {
  /** In the order of precedence; what comes after a schema that takes everything is left out. */
  readonly forResources: readonly Candidate<S>[]
  readonly forOthers: readonly Candidate<S>[]
}

/** Schemas in the order in which they are tried: by precedence, then by name. */
export function inMatchingOrder<T extends { readonly name: string; readonly spec: FlowSchemaSpec }>(
  schemas: readonly T[],
): T[] {
  const precedence = ({ spec }: T) => spec.matchingPrecedence ?? 0
  return schemas.toSorted((a, b) => precedence(a) - precedence(b) || (a.name < b.name ? -1 : 1))
}

/** `schemas` are in matching order. */
export function flowsOf<S extends { readonly plan: { readonly spec: FlowSchemaSpec } }>(
  user: UserInfo,
  schemas: readonly S[],
): UserFlows<S> {
  const forResources: Candidate<S>[] = []
  const forOthers: Candidate<S>[] = []
  let [resourcesTaken, othersTaken] = [false, false]
  for (const schema of schemas) {
    const rules = (schema.plan.spec.rules ?? []).filter(({ subjects }) =>
      (subjects ?? []).some((subject) => matchesSubject(user, subject)),
    )
    const resourceRules = rules.flatMap((rule) => rule.resourceRules ?? [])
    const nonResourceRules = rules.flatMap((rule) => rule.nonResourceRules ?? [])
    const candidate = { schema, resourceRules, nonResourceRules }
    if (!resourcesTaken && resourceRules.length > 0) forResources.push(candidate)
    if (!othersTaken && nonResourceRules.length > 0) forOthers.push(candidate)
    resourcesTaken ||= resourceRules.some(takesAllResources)
    othersTaken ||= nonResourceRules.some(takesAllOthers)
  }
  return { forResources, forOthers }
}

function takesAllResources(rule: ResourcePolicyRule): boolean {
  const { verbs, apiGroups, resources, namespaces, clusterScope } = rule
  return [verbs, apiGroups, resources, namespaces].every((list) => list?.[0] === '*') && clusterScope === true
}

function takesAllOthers({ verbs, nonResourceURLs }: NonResourcePolicyRule): boolean {
  return verbs?.[0] === '*' && nonResourceURLs?.[0] === '*'
}

/** Undefined where no schema matches, which the mandatory ones make impossible for users in the usual groups. */
export function matchFlow<S>(asked: Asked, flows: UserFlows<S>): S | undefined {
  if (asked.isResource) {
    for (const { schema, resourceRules } of flows.forResources)
      for (const rule of resourceRules) if (matchesResourceRule(asked, rule)) return schema
    return undefined
  }
  for (const { schema, nonResourceRules } of flows.forOthers)
    for (const rule of nonResourceRules) if (matchesNonResourceRule(asked, rule)) return schema
  return undefined
}

function matchesSubject(user: UserInfo, subject: Subject): boolean {
  const { kind, user: named, group, serviceAccount } = subject
  if (kind === 'User') return named !== undefined && (named.name === '*' || named.name === user.name)
  if (kind === 'Group') return group !== undefined && (group.name === '*' || user.groups.includes(group.name))
  if (kind !== 'ServiceAccount' || serviceAccount === undefined) return false
  const { namespace, name } = serviceAccount
  const prefix = `${serviceAccountPrefix}${namespace}:`
  return name === '*' ? user.name.startsWith(prefix) : user.name === prefix + name
}

function matchesResourceRule(asked: Asked, rule: ResourcePolicyRule): boolean {
  if (!has(rule.verbs, asked.verb) || !hasResource(rule.resources, asked)) return false
  if (!has(rule.apiGroups, asked.group)) return false
  return asked.namespace === '' ? rule.clusterScope === true : has(rule.namespaces, asked.namespace)
}

function hasResource(resources: readonly string[] | undefined, { resource, subresource }: Asked): boolean {
  if (resources?.[0] === '*') return true
  return has(resources, subresource === '' ? resource : `${resource}/${subresource}`)
}

function matchesNonResourceRule({ verb, path }: Asked, rule: NonResourcePolicyRule): boolean {
  return has(rule.verbs, verb) && (rule.nonResourceURLs ?? []).some((url) => matchesURL(path, url))
}

/** Upstream: matchPolicyRuleNonResourceURL. `/a` matches what lies below it as `/a/*` does. */
function matchesURL(path: string, url: string): boolean {
  if (url === '*' || url === path) return true
  const prefix = url.endsWith('*') ? url.slice(0, -1) : url
  return path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
}

/** Validation sees to it that `*` stands alone. Lists may be null as they are stored. */
function has(list: readonly string[] | null | undefined, value: string): boolean {
  return list?.[0] === '*' || list?.includes(value) === true
}
