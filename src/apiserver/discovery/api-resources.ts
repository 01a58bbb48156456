// What kinds look like in discovery: groups with their versions in order of preference, and resources with their verbs.
// Pure. Upstream: apiserver pkg/endpoints/discovery, pkg/endpoints/installer.go.
import type { Kind, Subresource } from '../../machinery/kind.ts'

/** Upstream's order of /apis; a group that is not here comes last, by name. */
const groupOrder = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'resource.k8s.io',
  'storagemigration.k8s.io',
  'metrics.k8s.io',
] as const

export interface GroupVersion {
  readonly group: string
  readonly version: string
  /** `v1` or `apps/v1`. */
  readonly apiVersion: string
  readonly kinds: readonly Kind[]
}

export interface Group {
  readonly name: string
  /** The preferred one first. */
  readonly versions: readonly GroupVersion[]
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const
/** Of kinds whose definition is going. */
const terminatingVerbs = ['delete', 'deletecollection', 'get', 'list', 'watch'] as const

/** Sorted, as upstream lists them. */
export function verbsOf(kind: Kind): readonly string[] {
  const verbs = kind.custom?.terminating === true ? terminatingVerbs : (kind.verbs ?? allVerbs)
  return [...verbs].sort()
}

/** The core group among them, first. */
export function groupsOf(kinds: readonly Kind[]): readonly Group[] {
  const byGroup = Map.groupBy(kinds, (kind) => kind.group)
  const rank = (name: string) => {
    const index = (groupOrder as readonly string[]).indexOf(name)
    return index < 0 ? groupOrder.length : index
  }
  return [...byGroup]
    .toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([name, members]) => ({ name, versions: versionsOf(members) }))
}

function versionsOf(kinds: readonly Kind[]): readonly GroupVersion[] {
  return [...Map.groupBy(kinds, (kind) => kind.version).values()]
    .map((members) => {
      const { group, version, apiVersion } = members[0] as Kind
      return { group, version, apiVersion, kinds: members.toSorted((a, b) => (a.plural < b.plural ? -1 : 1)) }
    })
    .toSorted((a, b) => compareVersions(b.version, a.version))
}

/** Positive where `a` comes before `b`: v2, v1, v1beta2, v1beta1, v1alpha1. Upstream: apimachinery pkg/version/helpers.go. */
export function compareVersions(a: string, b: string): number {
  const parse = (text: string) => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(text)
    const stage = match?.[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1
    return [match === null ? 0 : stage, Number(match?.[1] ?? 0), Number(match?.[3] ?? 0)] as const
  }
  const [left, right] = [parse(a), parse(b)]
  // Names of other forms come last, by the alphabet.
  if (left[0] === 0 && right[0] === 0) return a === b ? 0 : a < b ? 1 : -1
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2]
}

/** The group, version and kind of a subresource's body. */
export function bodyOf(
  kind: Kind,
  subresource: Subresource,
): { readonly group: string; readonly version: string; readonly kind: string } {
  return {
    group: subresource.group ?? kind.group,
    version: subresource.version ?? kind.version,
    kind: subresource.kind,
  }
}

/** An APIResourceList's entries for one kind: the resource, then its subresources. */
export function apiResources(kind: Kind): readonly object[] {
  const namespaced = kind.scope === 'Namespaced'
  const main = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    ...(kind.shortNames && { shortNames: kind.shortNames }),
    ...(kind.categories && { categories: kind.categories }),
    ...(kind.storageVersionHash && { storageVersionHash: kind.storageVersionHash }),
  }
  const subresources = (kind.subresources ?? []).map((subresource) => ({
    name: `${kind.plural}/${subresource.name}`,
    singularName: '',
    namespaced,
    ...(subresource.version !== undefined && {
      group: subresource.group ?? '',
      version: subresource.version,
    }),
    kind: subresource.kind,
    verbs: [...subresource.verbs].sort(),
  }))
  return [main, ...subresources]
}
