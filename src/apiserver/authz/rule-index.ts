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
  /** By `group/resource`, both possibly `*`; a subresource is part of the resource. */
  readonly #resources = new Map<string, ResourceGrant[]>()
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
      for (const resource of rule.resources ?? []) this.#grant(`${group}/${resource}`, grant)
    }
  }

  #grant(key: string, grant: ResourceGrant): void {
    const grants = this.#resources.get(key)
    if (grants === undefined) this.#resources.set(key, [grant])
    else grants.push(grant)
  }

  allows(attributes: Attributes): boolean {
    return attributes.isResource ? this.#allowsResource(attributes) : this.#allowsUrl(attributes)
  }

  #allowsResource(attributes: Attributes): boolean {
    const { group, resource, subresource } = attributes
    const what = subresource === '' ? resource : `${resource}/${subresource}`
    return (
      this.#matches(`${group}/${what}`, attributes) ||
      this.#matches(`*/${what}`, attributes) ||
      this.#matches(`${group}/*`, attributes) ||
      this.#matches('*/*', attributes) ||
      (subresource !== '' &&
        (this.#matches(`${group}/*/${subresource}`, attributes) ||
          this.#matches(`*/*/${subresource}`, attributes)))
    )
  }

  #matches(key: string, { verb, name }: Attributes): boolean {
    const grants = this.#resources.get(key)
    if (grants === undefined) return false
    for (const { verbs, names } of grants) {
      if ((verbs === undefined || verbs.has(verb)) && (names === undefined || names.has(name))) return true
    }
    return false
  }

  #allowsUrl({ verb, path }: Attributes): boolean {
    return this.#urls.some(
      ({ verbs, exact, prefixes }) =>
        (verbs === undefined || verbs.has(verb)) &&
        (exact.has(path) || prefixes.some((prefix) => path.startsWith(prefix))),
    )
  }
}

function urlGrant(verbs: ReadonlySet<string> | undefined, urls: readonly string[]): UrlGrant {
  const exact = urls.filter((url) => !url.endsWith('*'))
  const prefixes = urls.filter((url) => url.endsWith('*')).map((url) => url.slice(0, -1))
  return { verbs, exact: new Set(exact), prefixes }
}
