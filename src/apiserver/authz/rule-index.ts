// RBAC rules compiled for look-up: a request meets only the rules that name its resource. Upstream:
// pkg/registry/rbac/validation/rule.go and pkg/apis/rbac/v1/evaluation_helpers.go.
import type { PolicyRule } from '../../api/rbac/shared.schema.ts'
import type { Attributes } from './authorizer.ts'

interface ResourceGrant {
  /** undefined: every verb. */
  readonly verbs: ReadonlySet<string> | undefined
  /** undefined: every name. */
  readonly names: ReadonlySet<string> | undefined
}

interface UrlGrant {
  readonly verbs: ReadonlySet<string> | undefined
  readonly exact: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

export class RuleIndex {
  /** By group and resource, both possibly `*`; a subresource is part of the resource. */
  readonly #groups = new Map<string, Map<string, ResourceGrant[]>>()
  readonly #urls: UrlGrant[] = []
  readonly rules: PolicyRule[] = []

  add(rule: PolicyRule): void {
    this.rules.push(rule)
    const verbs = rule.verbs.includes('*') ? undefined : new Set(rule.verbs)
    const { resourceNames = [], nonResourceURLs = [] } = rule
    if (nonResourceURLs.length > 0) this.#urls.push(urlGrant(verbs, nonResourceURLs))
    const grant: ResourceGrant = {
      verbs,
      names: resourceNames.length > 0 ? new Set(resourceNames) : undefined,
    }
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) this.#grant(group, resource, grant)
    }
  }

  #grant(group: string, resource: string, grant: ResourceGrant): void {
    const resources = this.#groups.get(group) ?? new Map<string, ResourceGrant[]>()
    this.#groups.set(group, resources)
    const grants = resources.get(resource)
    if (grants === undefined) resources.set(resource, [grant])
    else grants.push(grant)
  }

  allows(attributes: Attributes): boolean {
    return attributes.isResource ? this.#allowsResource(attributes) : this.#allowsUrl(attributes)
  }

  #allowsResource(attributes: Attributes): boolean {
    return (
      allowsIn(this.#groups.get(attributes.group), attributes) ||
      (attributes.group !== '*' && allowsIn(this.#groups.get('*'), attributes))
    )
  }

  #allowsUrl({ verb, path }: Attributes): boolean {
    return this.#urls.some(
      ({ verbs, exact, prefixes }) =>
        (verbs === undefined || verbs.has(verb)) &&
        (exact.has(path) || prefixes.some((prefix) => path.startsWith(prefix))),
    )
  }
}

function allowsIn(
  resources: ReadonlyMap<string, readonly ResourceGrant[]> | undefined,
  attributes: Attributes,
): boolean {
  if (resources === undefined) return false
  const { resource, subresource } = attributes
  if (subresource === '')
    return matches(resources.get(resource), attributes) || matches(resources.get('*'), attributes)
  return (
    matches(resources.get(`${resource}/${subresource}`), attributes) ||
    matches(resources.get('*'), attributes) ||
    matches(resources.get(`*/${subresource}`), attributes)
  )
}

function matches(grants: readonly ResourceGrant[] | undefined, { verb, name }: Attributes): boolean {
  if (grants === undefined) return false
  for (const { verbs, names } of grants) {
    if ((verbs === undefined || verbs.has(verb)) && (names === undefined || names.has(name))) return true
  }
  return false
}

function urlGrant(verbs: ReadonlySet<string> | undefined, urls: readonly string[]): UrlGrant {
  const exact = urls.filter((url) => !url.endsWith('*'))
  const prefixes = urls.filter((url) => url.endsWith('*')).map((url) => url.slice(0, -1))
  return { verbs, exact: new Set(exact), prefixes }
}
