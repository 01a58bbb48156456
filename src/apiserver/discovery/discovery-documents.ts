// The discovery documents, old form and aggregated, as values. Pure; made again when other kinds are served.
import type { Kind } from '../../machinery/kind.ts'
import { apiResources, bodyOf, type Group, type GroupVersion, groupsOf, verbsOf } from './api-resources.ts'

/** Documents by path; `aggregated` are those that /api and /apis give on request. */
export interface DiscoveryDocuments {
  readonly plain: ReadonlyMap<string, object>
  readonly aggregated: ReadonlyMap<'/api' | '/apis', object>
}

/** `address` is where clients reach the server, `host:port`. */
export function discoveryDocuments(kinds: readonly Kind[], address: string): DiscoveryDocuments {
  const groups = groupsOf(kinds)
  const named = groups.filter((group) => group.name !== '')
  const core = groups.filter((group) => group.name === '')
  const plain = new Map<string, object>([
    [
      '/api',
      {
        kind: 'APIVersions',
        versions: core.flatMap((group) => group.versions.map(({ version }) => version)),
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
      },
    ],
    ['/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(apiGroup) }],
  ])
  for (const group of groups) {
    if (group.name !== '')
      plain.set(`/apis/${group.name}`, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) })
    for (const version of group.versions) plain.set(pathOf(version), resourceList(version))
  }
  return {
    plain,
    aggregated: new Map([['/api', aggregated(core)] as const, ['/apis', aggregated(named)] as const]),
  }
}

/** `/api/v1` or `/apis/apps/v1`. */
export function pathOf({ group, apiVersion }: GroupVersion): string {
  return group === '' ? `/api/${apiVersion}` : `/apis/${apiVersion}`
}

function apiGroup({ name, versions }: Group): object {
  const all = versions.map(({ apiVersion, version }) => ({ groupVersion: apiVersion, version }))
  return { name, versions: all, preferredVersion: all[0] }
}

function resourceList({ apiVersion, kinds }: GroupVersion): object {
  return {
    kind: 'APIResourceList',
    ...(apiVersion !== 'v1' && { apiVersion: 'v1' }),
    groupVersion: apiVersion,
    resources: kinds.flatMap(apiResources),
  }
}

function aggregated(groups: readonly Group[]): object {
  const items = groups.map(({ name, versions }) => ({
    metadata: { ...(name !== '' && { name }), creationTimestamp: null },
    versions: versions.map(({ version, kinds }) => ({
      version,
      resources: kinds.map(resourceDiscovery),
      freshness: 'Current',
    })),
  }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}

function resourceDiscovery(kind: Kind): object {
  const subresources = (kind.subresources ?? []).map((subresource) => ({
    subresource: subresource.name,
    responseKind: bodyOf(kind, subresource),
    verbs: [...subresource.verbs].sort(),
  }))
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.scope === 'Namespaced' ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames && { shortNames: kind.shortNames }),
    ...(kind.categories && { categories: kind.categories }),
    ...(subresources.length > 0 && { subresources }),
  }
}
