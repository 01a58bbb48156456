// Groups of aggregated servers among the server's own, in the order of their priorities. Pure: documents in, documents out.
// Upstream: kube-aggregator pkg/apiserver/handler_apis.go, handler_discovery.go.
import { customPriorities, groupPriorities } from './priorities.data.ts'
import type { RemoteDocuments } from './remote-documents.ts'
import type { RemoteService } from './remote-services.ts'

export interface RemoteGroupVersion {
  readonly service: RemoteService
  /** Absent where its server has not answered yet. */
  readonly documents: RemoteDocuments | undefined
  readonly isUp: boolean
}

interface VersionName {
  readonly groupVersion: string
  readonly version: string
}

/** As /apis lists it. */
export interface ApiGroup {
  readonly name: string
  readonly versions: readonly VersionName[]
  readonly preferredVersion?: VersionName
}

/** As the aggregated form lists it. */
export interface GroupDiscovery {
  readonly metadata: { readonly name?: string }
  readonly versions: readonly { readonly version: string }[]
}

const firstPriority = 20_000

function localPriority(group: string): number {
  // The one that serves API services has none itself, and comes first.
  if (group === 'apiregistration.k8s.io') return firstPriority
  return Object.hasOwn(groupPriorities, group) ? (groupPriorities[group]?.[0] ?? 0) : customPriorities.group
}

function localVersionPriority(group: string, version: string): number {
  const versions = Object.hasOwn(groupPriorities, group) ? groupPriorities[group]?.[1] : undefined
  return (
    (versions !== undefined && Object.hasOwn(versions, version) ? versions[version] : undefined) ??
    customPriorities.version
  )
}

interface Placed<T> {
  readonly name: string
  readonly value: T
}

/** Puts remote groups where their priority says; groups of both kinds become one by `join`. */
function merged<T>(
  local: readonly Placed<T>[],
  remote: readonly RemoteGroupVersion[],
  join: (own: T | undefined, name: string, versions: readonly RemoteGroupVersion[]) => T,
): readonly T[] {
  const groups = Map.groupBy(remote, ({ service }) => service.group)
  const placed = local.map(({ name, value }) => {
    const versions = groups.get(name)
    return {
      value: versions === undefined ? value : join(value, name, versions),
      priority: localPriority(name),
    }
  })
  const known = new Set(local.map(({ name }) => name))
  const added = [...groups]
    .filter(([name]) => !known.has(name))
    .map(([name, versions]) => ({
      name,
      value: join(undefined, name, versions),
      priority: Math.max(...versions.map(({ service }) => service.groupPriority)),
    }))
    .toSorted((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1))
  for (const group of added) {
    const at = placed.findIndex(({ priority }) => priority < group.priority)
    placed.splice(at < 0 ? placed.length : at, 0, group)
  }
  return placed.map(({ value }) => value)
}

/** Versions of one group, the preferred one first; what is aggregated stands for what is local. */
function mergedVersions<T extends { readonly version: string }>(
  group: string,
  own: readonly T[],
  remote: readonly (RemoteGroupVersion & { readonly value: T })[],
): readonly T[] {
  const taken = new Set(remote.map(({ service }) => service.version))
  const all = [
    ...own
      .filter(({ version }) => !taken.has(version))
      .map((value) => ({ value, priority: localVersionPriority(group, value.version) })),
    ...remote.map(({ service, value }) => ({ value, priority: service.versionPriority })),
  ]
  return all.toSorted((a, b) => b.priority - a.priority).map(({ value }) => value)
}

export function mergedGroups(
  local: readonly ApiGroup[],
  remote: readonly RemoteGroupVersion[],
): readonly ApiGroup[] {
  return merged(
    local.map((value) => ({ name: value.name, value })),
    remote,
    mergedGroup,
  )
}

/** One group, as /apis/GROUP tells it. */
export function mergedGroup(
  own: ApiGroup | undefined,
  name: string,
  remote: readonly RemoteGroupVersion[],
): ApiGroup {
  const versions = mergedVersions(
    name,
    own?.versions ?? [],
    remote.map((one) => {
      const { version } = one.service
      return { ...one, value: { groupVersion: `${name}/${version}`, version } }
    }),
  )
  const [first] = versions
  return { ...own, name, versions, ...(first && { preferredVersion: first }) }
}

export function mergedItems(
  local: readonly GroupDiscovery[],
  remote: readonly RemoteGroupVersion[],
): readonly GroupDiscovery[] {
  return merged(
    local.map((value) => ({ name: value.metadata.name ?? '', value })),
    remote,
    (own, name, versions) => ({
      metadata: own?.metadata ?? { name, creationTimestamp: null },
      versions: mergedVersions(
        name,
        own?.versions ?? [],
        versions.map((one) => ({ ...one, value: versionOf(one) })),
      ),
    }),
  )
}

function versionOf({ service, documents, isUp }: RemoteGroupVersion) {
  const { version } = service
  const resources = documents?.resources ?? []
  const freshness = isUp && documents !== undefined ? 'Current' : 'Stale'
  return { version, ...(resources.length > 0 && { resources }), freshness }
}
