// Ownership of a workload's replicas through its scale: what the scale's managed fields say, and what a write of the scale
// leaves in the workload's. Upstream: pkg/registry/apps/deployment/storage/storage.go scaleUpdatedObjectInfo.
import { type Scale, scale as scaleSchema } from '../../../api/autoscaling/scale/scale.v1.schema.ts'
import { applyConfig } from '../../../machinery/apply/apply-config.ts'
import type { ManagedFieldsEntry } from '../../../machinery/apply/managers.ts'
import {
  parentEntries,
  type ReplicasPaths,
  replicasPath,
  scaleEntries,
} from '../../../machinery/apply/scale-owners.ts'
import { updateManagedFields } from '../../../machinery/apply/update-owners.ts'
import type { Kind } from '../../../machinery/kind.ts'
import { timeText } from '../../../machinery/meta/time.ts'
import type { WriteOptions } from '../../request/options.ts'
import type { Core } from '../core.ts'
import { setManagedFields } from '../managed-fields.ts'
import type { WorkingObject } from '../object.ts'
import { scalePathsOf } from './scale-form.ts'

type Entries = readonly ManagedFieldsEntry[] | undefined

const apiVersion = 'autoscaling/v1'

/** All versions of a kind have their replicas in the same place; of those that are gone nothing is kept. */
function pathsOf(kind: Kind): ReplicasPaths {
  return new Map([[kind.apiVersion, replicasPath(...scalePathsOf(kind).specReplicas)]])
}

export interface ScaleWrite {
  readonly core: Core
  readonly options: WriteOptions
}

/** The scale as its own managed fields describe it. */
export function ownedScale(scale: Scale, workload: WorkingObject, kind: Kind): Scale {
  const managedFields = scaleEntries(workload.metadata.managedFields as Entries, pathsOf(kind))
  return managedFields === undefined
    ? scale
    : ({ ...scale, metadata: { ...scale.metadata, managedFields } } as Scale)
}

function contextOf({ core }: ScaleWrite) {
  return { schema: scaleSchema, apiVersion, subresource: 'scale', time: timeText(core.clock.now()) }
}

/** The owners after an update or patch. Both scales are what a client reads and sends. */
export function updatedScaleFields(old: Scale, next: Scale, write: ScaleWrite): Entries {
  const manager = write.options.fieldManager
  return updateManagedFields({ ...contextOf(write), old: old as never, next: next as never, manager })
}

/** The scale that an apply gives, and its owners. Throws StatusError for conflicts. */
export function appliedScale(
  old: Scale,
  config: unknown,
  write: ScaleWrite,
): { readonly scale: Scale; readonly entries: Entries } {
  const { fieldManager: manager, force } = write.options
  const live = old as never
  const result = applyConfig({ ...contextOf(write), kind: 'Scale', live, config, manager, force })
  return { scale: result.object as Scale, entries: result.managedFields }
}

/** Writes the scale's owners into the workload. */
export function setScaleOwners(workload: WorkingObject, scale: Entries, kind: Kind): void {
  const parent = workload.metadata.managedFields as Entries
  const entries = parentEntries({ parent, scale, paths: pathsOf(kind), apiVersion: kind.apiVersion })
  setManagedFields(workload, entries)
}
