// What single resources do beside the generic steps of a write.
import { Event } from '../../api/core/event/event.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import type { Kind } from '../../machinery/kind.ts'
import type { ResourceHooks } from './resource.ts'
import type { ServiceAllocator } from './service/service-allocator.ts'

/** Upstream: kube-apiserver --event-ttl. */
const eventSeconds = 3600

export function resourceHooks(allocator: ServiceAllocator): ReadonlyMap<Kind, ResourceHooks> {
  return new Map<Kind, ResourceHooks>([
    [Service as unknown as Kind, { allocate: (next, old) => allocator.allocate(next, old) }],
    [Event as unknown as Kind, { ttlSeconds: () => eventSeconds }],
  ])
}
