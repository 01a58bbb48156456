// Role-based access control: rules compiled per user and namespace when first needed, and again after a change.
// Upstream: plugin/pkg/auth/authorizer/rbac/rbac.go.
import type { PolicyRule } from '../../api/rbac/shared.schema.ts'
import type { UserInfo } from '../request/user.ts'
import { type Attributes, type Authorizer, allow, type Decision, noOpinion } from './authorizer.ts'
import type { RbacObjects } from './rbac-objects.ts'
import { RuleIndex } from './rule-index.ts'

interface Compiled {
  readonly version: number
  /** Cluster roles count in every namespace. */
  readonly clusterVersion: number
  readonly index: RuleIndex
}

interface UserRules {
  cluster: Compiled | undefined
  readonly namespaces: Map<string, Compiled>
}

/** Namespaces remembered per user. */
const namespaceLimit = 1000

export class RbacAuthorizer implements Authorizer {
  readonly #objects: RbacObjects
  readonly #users = new WeakMap<UserInfo, UserRules>()

  constructor(objects: RbacObjects) {
    this.#objects = objects
  }

  authorize(attributes: Attributes): Decision {
    const { user, namespace } = attributes
    const rules = this.#rulesOf(user)
    if (this.#cluster(user, rules).allows(attributes)) return allow
    if (namespace === '' || !attributes.isResource) return noOpinion
    return this.#namespace(user, namespace, rules).allows(attributes) ? allow : noOpinion
  }

  /** All rules that hold for the user in a namespace ('' for the cluster's alone). */
  rulesFor(user: UserInfo, namespace: string): readonly PolicyRule[] {
    const rules = this.#rulesOf(user)
    const cluster = this.#cluster(user, rules).rules
    return namespace === '' ? cluster : [...cluster, ...this.#namespace(user, namespace, rules).rules]
  }

  #rulesOf(user: UserInfo): UserRules {
    let rules = this.#users.get(user)
    if (rules === undefined) {
      rules = { cluster: undefined, namespaces: new Map() }
      this.#users.set(user, rules)
    }
    return rules
  }

  #cluster(user: UserInfo, rules: UserRules): RuleIndex {
    const version = this.#objects.clusterVersion
    if (rules.cluster?.version !== version) {
      rules.cluster = { version, clusterVersion: version, index: this.#compile(user, '') }
    }
    return rules.cluster.index
  }

  #namespace(user: UserInfo, namespace: string, rules: UserRules): RuleIndex {
    const version = this.#objects.namespaceVersion(namespace)
    const { clusterVersion } = this.#objects
    const known = rules.namespaces.get(namespace)
    if (known?.version === version && known.clusterVersion === clusterVersion) return known.index
    if (rules.namespaces.size >= namespaceLimit) rules.namespaces.clear()
    const index = this.#compile(user, namespace)
    rules.namespaces.set(namespace, { version, clusterVersion, index })
    return index
  }

  #compile(user: UserInfo, namespace: string): RuleIndex {
    const index = new RuleIndex()
    for (const { roleRef } of this.#objects.bindingsFor(user, namespace)) {
      for (const rule of this.#objects.rulesOf(roleRef, namespace) ?? []) index.add(rule)
    }
    return index
  }
}
