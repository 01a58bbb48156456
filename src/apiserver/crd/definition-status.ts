// What the server says in a definition's status, and does when it is deleted, as part of the writes themselves. What other
// definitions bring about later is the definition controller's.
// Upstream: apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go Delete.
import {
  cleanupFinalizer,
  isTrue,
  settledStatus,
  withCondition,
} from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.conditions.ts'
import type { CustomResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import type { Clock } from '../../base/clock.ts'
import { cloneJson } from '../../machinery/json-value.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import type { WorkingObject } from '../registry/object.ts'
import type { Resource, ResourceHooks } from '../registry/resource.ts'

type Definition = Mutable<CustomResourceDefinition>

/** The other definitions of the group. */
export function othersOf(
  crd: CustomResourceDefinition,
  definitions: Resource,
): readonly CustomResourceDefinition[] {
  const all = definitions.cache
    .entries()
    .map((entry) => definitions.objectOf(entry) as CustomResourceDefinition)
  return all.filter(
    ({ metadata, spec }) => spec.group === crd.spec.group && metadata.name !== crd.metadata.name,
  )
}

export function definitionHooks(clock: Clock, definitions: () => Resource | undefined): ResourceHooks {
  return {
    allocate(next) {
      const crd = next as unknown as Definition
      const resource = definitions()
      if (resource === undefined) return undefined
      const others = othersOf(crd, resource)
      crd.status = settledStatus(crd, { others, now: timeText(clock.now()) }) as Definition['status']
      return undefined
    },
    beginDeletion: (obj) => beginDeletion(obj, timeText(clock.now())),
  }
}

/** Instances go before their definition. */
function beginDeletion(obj: KubeObject, now: string): WorkingObject | undefined {
  if (obj.metadata.deletionTimestamp !== undefined) return undefined
  const crd = cloneJson(obj) as unknown as Definition
  const finalizers = crd.metadata.finalizers ?? []
  if (isTrue(crd, 'Established') && !finalizers.includes(cleanupFinalizer))
    crd.metadata.finalizers = [...finalizers, cleanupFinalizer]
  const conditions = withCondition(
    crd.status?.conditions ?? [],
    {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    },
    now,
  )
  crd.status = { ...crd.status, conditions } as Definition['status']
  return crd as unknown as WorkingObject
}
