// Roles and bindings as the authoriser needs them, kept from the caches: rules by role, bindings by subject. Versions
// tell what has been compiled too long ago.
import { ClusterRole } from '../../api/rbac/cluster-role/cluster-role.kind.ts'
import { ClusterRoleBinding } from '../../api/rbac/cluster-role-binding/cluster-role-binding.kind.ts'
import { Role } from '../../api/rbac/role/role.kind.ts'
import { RoleBinding } from '../../api/rbac/role-binding/role-binding.kind.ts'
import type { PolicyRule, RoleRef, Subject } from '../../api/rbac/shared.schema.ts'
import { must } from '../../base/assert.ts'
import type { Kind } from '../../machinery/kind.ts'
import type { CacheEvent } from '../cache/cache-event.ts'
import { namespaceOf } from '../cache/entry.ts'
import type { ResourceCache } from '../cache/resource-cache.ts'
import type { Resources } from '../registry/resources.ts'
import type { UserInfo } from '../request/user.ts'

export interface BindingInfo {
  readonly key: string
  /** '' for the whole cluster. */
  readonly namespace: string
  readonly roleRef: RoleRef
  readonly subjectKeys: readonly string[]
}

type BySubject = Map<string, Set<BindingInfo>>

const noRules: readonly PolicyRule[] = []

/** How subjects are found: `User:name`, `Group:name`. */
export function subjectKeysOf(user: UserInfo): string[] {
  return [`User:${user.name}`, ...user.groups.map((group) => `Group:${group}`)]
}

export class RbacObjects {
  readonly #clusterRoles: ResourceCache
  readonly #roles: ResourceCache
  readonly #bindings = new Map<string, BindingInfo>()
  readonly #bySubject = new Map<string, BySubject>()
  readonly #namespaceVersions = new Map<string, number>()
  #clusterVersion = 0

  constructor(resources: Resources) {
    const cacheOf = (kind: Kind) => must(resources.of(kind), 'RBAC kinds are not served').cache
    this.#clusterRoles = cacheOf(ClusterRole as unknown as Kind)
    this.#roles = cacheOf(Role as unknown as Kind)
    const clusterBindings = cacheOf(ClusterRoleBinding as unknown as Kind)
    const bindings = cacheOf(RoleBinding as unknown as Kind)
    this.#clusterRoles.listen(() => this.#clusterVersion++)
    this.#roles.listen((event) => this.#touch(namespaceOf(event.key)))
    clusterBindings.listen((event) => this.#bindingChanged(event, clusterBindings))
    bindings.listen((event) => this.#bindingChanged(event, bindings))
  }

  /** Rises with every change that may matter for the whole cluster. */
  get clusterVersion(): number {
    return this.#clusterVersion
  }

  namespaceVersion(namespace: string): number {
    return this.#namespaceVersions.get(namespace) ?? 0
  }

  /** Bindings of the user in a namespace ('' for cluster role bindings). */
  bindingsFor(user: UserInfo, namespace: string): BindingInfo[] {
    const bySubject = this.#bySubject.get(namespace)
    if (bySubject === undefined) return []
    const found = new Set<BindingInfo>()
    for (const key of subjectKeysOf(user)) for (const binding of bySubject.get(key) ?? []) found.add(binding)
    return [...found]
  }

  /** The rules of a role; undefined where there is no such role. */
  rulesOf(roleRef: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    const cluster = roleRef.kind === 'ClusterRole'
    const cache = cluster ? this.#clusterRoles : this.#roles
    const role = cache.find(cluster ? roleRef.name : `${namespace}/${roleRef.name}`) as
      | { readonly rules?: readonly PolicyRule[] }
      | undefined
    return role === undefined ? undefined : (role.rules ?? noRules)
  }

  #touch(namespace: string): void {
    if (namespace === '') this.#clusterVersion++
    else this.#namespaceVersions.set(namespace, this.namespaceVersion(namespace) + 1)
  }

  #bindingChanged(event: CacheEvent, cache: ResourceCache): void {
    const namespace = namespaceOf(event.key)
    this.#forget(`${cache.kind.kind} ${event.key}`)
    if (event.entry !== undefined) {
      const obj = cache.read(event.entry) as unknown as RoleBinding
      this.#remember(bindingInfo(obj, `${cache.kind.kind} ${event.key}`, namespace))
    }
    this.#touch(namespace)
  }

  #forget(key: string): void {
    const binding = this.#bindings.get(key)
    if (binding === undefined) return
    this.#bindings.delete(key)
    const bySubject = this.#bySubject.get(binding.namespace)
    for (const subject of binding.subjectKeys) {
      const bindings = bySubject?.get(subject)
      if (bindings?.delete(binding) === true && bindings.size === 0) bySubject?.delete(subject)
    }
  }

  #remember(binding: BindingInfo): void {
    this.#bindings.set(binding.key, binding)
    const bySubject: BySubject = this.#bySubject.get(binding.namespace) ?? new Map()
    this.#bySubject.set(binding.namespace, bySubject)
    for (const subject of binding.subjectKeys) {
      const bindings = bySubject.get(subject)
      if (bindings === undefined) bySubject.set(subject, new Set([binding]))
      else bindings.add(binding)
    }
  }
}

function bindingInfo(obj: RoleBinding, key: string, namespace: string): BindingInfo {
  const subjectKeys = (obj.subjects ?? []).flatMap((subject) => subjectKey(subject, namespace))
  return { key, namespace, roleRef: obj.roleRef, subjectKeys }
}

function subjectKey(subject: Subject, namespace: string): string[] {
  if (subject.kind === 'User' || subject.kind === 'Group') return [`${subject.kind}:${subject.name}`]
  if (subject.kind !== 'ServiceAccount') return []
  const home = subject.namespace ?? namespace
  return home === '' ? [] : [`User:system:serviceaccount:${home}:${subject.name}`]
}
