// Flow control over the objects that this server serves.
import { FlowSchema } from '../../api/flowcontrol/flow-schema/flow-schema.kind.ts'
import { PriorityLevelConfiguration } from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.kind.ts'
import type { Clock } from '../../base/clock.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { ResourceCache } from '../cache/resource-cache.ts'
import type { Resource } from '../registry/resource.ts'
import type { Resources } from '../registry/resources.ts'
import { FlowControl, type InFlightLimits } from './flow-control.ts'

/** Undefined where the kind is not served: then the mandatory configuration alone holds. */
export function configurationOf(resources: Resources, kind: unknown): Resource | undefined {
  return resources.of(kind as Kind)
}

export function servedFlowControl(
  resources: Resources,
  options: { readonly clock: Clock; readonly limits: InFlightLimits },
): FlowControl {
  const schemas = configurationOf(resources, FlowSchema)?.cache
  const levels = configurationOf(resources, PriorityLevelConfiguration)?.cache
  const flowControl = new FlowControl({
    ...options,
    objects: {
      schemas: () => allOf<FlowSchema>(schemas),
      levels: () => allOf<PriorityLevelConfiguration>(levels),
    },
    objectCount: (info) => resources.at(info)?.cache.size,
  })
  // They live as long as the caches do.
  schemas?.listen(() => flowControl.changed())
  levels?.listen(() => flowControl.changed())
  return flowControl
}

export function allOf<T extends KubeObject>(cache: ResourceCache | undefined): T[] {
  return (cache?.entries() ?? []).map((entry) => cache?.read(entry) as T)
}
