// Who owns the replicas of a workload, told as the owners of its scale, and back. The two are one field of one object
// under two names. Upstream: apimachinery pkg/util/managedfields/scalehandler.go.
import { difference, hasPath, isEmpty, setOf } from './field-set.ts'
import {
  decodeOwners,
  encodeOwners,
  type ManagedFieldsEntry,
  type Owner,
  ownerId,
  withSet,
} from './managers.ts'
import { fieldElement } from './path-element.ts'

type Entries = readonly ManagedFieldsEntry[] | undefined

const scaleVersion = 'autoscaling/v1'
const scaleReplicas = replicasPath('spec', 'replicas')

/** Where each version of the workload has its replicas; undefined in a version that cannot be scaled. */
export type ReplicasPaths = ReadonlyMap<string, readonly string[] | undefined>

/** A path by its field names, `spec` and `replicas`. */
export function replicasPath(...names: readonly string[]): readonly string[] {
  return names.map(fieldElement)
}

/** The entries of the workload that own its replicas, as entries of the scale. */
export function scaleEntries(parent: Entries, paths: ReplicasPaths): Entries {
  const owners = new Map<string, Owner>()
  for (const owner of decodeOwners(parent)?.values() ?? []) {
    const path = paths.get(owner.apiVersion)
    if (path === undefined || !hasPath(owner.set, path)) continue
    const own = inScale(owner)
    owners.set(ownerId(own), own)
  }
  return encodeOwners(owners)
}

function inScale(owner: Owner): Owner {
  const { entry: _, ...rest } = owner
  return { ...rest, apiVersion: scaleVersion, set: setOf(scaleReplicas) }
}

export interface Scaled {
  readonly parent: Entries
  readonly scale: Entries
  readonly paths: ReplicasPaths
  /** The version of the workload in which it is scaled. */
  readonly apiVersion: string
}

/** The workload's entries after its scale has been written. */
export function parentEntries({ parent, scale, paths, apiVersion }: Scaled): Entries {
  const left = new Map(decodeOwners(scale) ?? [])
  const owners = new Map<string, Owner>()
  for (const [id, owner] of decodeOwners(parent) ?? []) {
    const path = paths.get(owner.apiVersion)
    if (!paths.has(owner.apiVersion)) continue
    if (path === undefined || !hasPath(owner.set, path)) owners.set(id, owner)
    // Differs: upstream takes an updater whose ownership did not change for another one, and writes it down twice.
    else if (left.delete(ownerId(inScale(owner)))) owners.set(id, owner)
    else {
      const rest = withSet(owner, difference(owner.set, setOf(path)))
      if (!isEmpty(rest.set)) owners.set(id, rest)
    }
  }
  for (const owner of left.values()) {
    const path = paths.get(apiVersion)
    if (path === undefined || !hasPath(owner.set, scaleReplicas)) continue
    const own = { ...withoutEntry(owner), apiVersion, time: undefined, set: setOf(path) }
    owners.set(ownerId(own), own)
  }
  return encodeOwners(owners, parent)
}

function withoutEntry({ entry: _, ...rest }: Owner): Owner {
  return rest
}
