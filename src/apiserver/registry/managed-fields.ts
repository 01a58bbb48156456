// Who set which field, kept up to date on every write. Upstream: apimachinery pkg/util/managedfields, and the reset
// fields of each strategy in pkg/registry.

import { type FieldSet, setOf } from '../../machinery/apply/field-set.ts'
import { fieldElement } from '../../machinery/apply/path-element.ts'
import {
  type OwnershipContext,
  updateManagedFields,
  type VersionView,
} from '../../machinery/apply/update-owners.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import type { WriteOptions } from '../request/options.ts'
import type { Core } from './core.ts'
import { asKube, asWorking, type WorkingMeta, type WorkingObject } from './object.ts'
import type { Resource } from './resource.ts'
import { statusResets } from './status-resets.ts'

export interface TrackContext {
  readonly resource: Resource
  readonly options: WriteOptions
  readonly core: Core
  readonly subresource: string
}

const status = setOf([fieldElement('status')])

/** What a write to this resource puts back, so that nobody can own it that way. */
function resetFields(kind: Kind, subresource: string): FieldSet | undefined {
  if (kind.subresources?.some(({ name }) => name === 'status') !== true) return undefined
  if (subresource === 'status') return statusResets(kind)
  return subresource === '' ? status : undefined
}

export function ownershipOf(context: TrackContext): OwnershipContext {
  const { resource, core, subresource } = context
  const { kind } = resource
  const ignored = resetFields(kind, subresource)
  return {
    schema: kind.schema,
    apiVersion: kind.apiVersion,
    subresource,
    time: timeText(core.clock.now()),
    ...(ignored && { ignored }),
    versions: (apiVersion) => viewOf(apiVersion, resource, core),
  }
}

/**
 * Another version of the same kind, in which a manager may have written. A kind that users define has its objects looked
 * at as they are: where a webhook converts, it cannot be waited for here.
 */
function viewOf(apiVersion: string, resource: Resource, core: Core): VersionView | undefined {
  const other = core.resources.all.find(
    ({ kind, cache }) => cache === resource.cache && kind.apiVersion === apiVersion,
  )
  if (other === undefined) return undefined
  // Differs: upstream asks the conversion webhook what fields are called in the other version.
  if (resource.kind.custom !== undefined)
    return { schema: other.kind.schema, toVersion: (obj) => obj, fromVersion: (obj) => obj }
  const convert = (obj: unknown, from: Resource, to: Resource) =>
    to.fromStored(asKube(from.toStored(asWorking(obj as KubeObject))))
  return {
    schema: other.kind.schema,
    toVersion: (obj) => convert(obj, resource, other),
    fromVersion: (obj) => convert(obj, other, resource),
  }
}

/** Gives what the write changes to its manager. */
export function trackUpdate(next: WorkingObject, old: KubeObject | undefined, context: TrackContext): void {
  const entries = updateManagedFields({
    ...ownershipOf(context),
    old,
    next: asKube(next),
    manager: context.options.fieldManager,
  })
  setManagedFields(next, entries)
}

export function setManagedFields(obj: WorkingObject, entries: readonly unknown[] | undefined): void {
  if (entries === undefined) delete obj.metadata.managedFields
  else obj.metadata.managedFields = entries as WorkingMeta['managedFields']
}
