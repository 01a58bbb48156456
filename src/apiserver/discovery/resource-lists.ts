// What is served, in the two forms that clients ask for: a document per group version, and one of everything.
// Upstream: apiserver pkg/endpoints/discovery.
import type { Kind, Subresource } from '../../machinery/kind.ts'

const allVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]

export interface GroupVersions {
  readonly group: string
  /** Preferred first. */
  readonly versions: readonly { readonly version: string; readonly kinds: readonly Kind[] }[]
}

/** Kinds by group and version, groups in the order in which they first come. */
export function groupsOf(kinds: readonly Kind[]): GroupVersions[] {
  const groups = new Map<string, Map<string, Kind[]>>()
  for (const kind of kinds) {
    const versions = groups.get(kind.group) ?? new Map<string, Kind[]>()
    groups.set(kind.group, versions)
    versions.set(kind.version, [...(versions.get(kind.version) ?? []), kind])
  }
  return [...groups].map(([group, versions]) => ({
    group,
    versions: [...versions].map(([version, served]) => ({ version, kinds: served })),
  }))
}

function verbsOf(kind: Kind): readonly string[] {
  return kind.verbs ?? allVerbs
}

/** APIResourceList of one group version. */
export function resourceList(apiVersion: string, kinds: readonly Kind[]): unknown {
  const byName = kinds.flatMap((kind) => [
    resourceEntry(kind),
    ...(kind.subresources ?? []).map((subresource) => subresourceEntry(kind, subresource)),
  ])
  byName.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources: byName }
}

function resourceEntry(kind: Kind) {
  const { plural, singular, scope, shortNames, categories, storageVersionHash } = kind
  return {
    name: plural,
    singularName: singular,
    namespaced: scope === 'Namespaced',
    kind: kind.kind,
    verbs: verbsOf(kind),
    ...(shortNames && { shortNames }),
    ...(categories && { categories }),
    ...(storageVersionHash !== undefined && { storageVersionHash }),
  }
}

function subresourceEntry(kind: Kind, subresource: Subresource) {
  const { group, version } = subresource
  return {
    name: `${kind.plural}/${subresource.name}`,
    singularName: '',
    namespaced: kind.scope === 'Namespaced',
    ...(group !== undefined && { group }),
    ...(version !== undefined && { version }),
    kind: subresource.kind,
    verbs: subresource.verbs,
  }
}

/** APIGroup, as /apis lists it. */
export function apiGroup({ group, versions }: GroupVersions): Record<string, unknown> {
  const all = versions.map(({ version }) => ({ groupVersion: `${group}/${version}`, version }))
  return { name: group, versions: all, preferredVersion: all[0] }
}

export type DiscoveryVersion = 'v2' | 'v2beta1'

/** APIGroupDiscoveryList: everything at once. */
export function aggregatedDiscovery(groups: readonly GroupVersions[], version: DiscoveryVersion): unknown {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: { creationTimestamp: null, ...(group.group !== '' && { name: group.group }) },
      versions: group.versions.map((served) => ({
        version: served.version,
        resources: served.kinds.map(resourceDiscovery),
        freshness: 'Current',
      })),
    })),
  }
}

function resourceDiscovery(kind: Kind): unknown {
  const { plural, singular, scope, shortNames, categories, subresources } = kind
  const own = { group: '', kind: kind.kind, version: '' }
  return {
    resource: plural,
    responseKind: own,
    scope: scope === 'Namespaced' ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(kind),
    ...(shortNames && { shortNames }),
    ...(categories && { categories }),
    ...(subresources && { subresources: subresources.map(subresourceDiscovery) }),
  }
}

function subresourceDiscovery({ name, kind, group = '', version = '', verbs }: Subresource): unknown {
  return { subresource: name, responseKind: { group, kind, version }, verbs }
}
