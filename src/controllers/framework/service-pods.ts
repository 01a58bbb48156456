// Services and the pods that their selectors choose, in both directions.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import type { Cache } from './cache.ts'

/** An empty selector chooses every pod, an absent one none. */
export function selects({ metadata, spec }: Service, pod: Pod): boolean {
  const { selector } = spec
  if (selector === undefined || metadata.namespace !== pod.metadata.namespace) return false
  const labels = pod.metadata.labels ?? {}
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)
}

/** Keys of the services that choose this pod. */
export function servicesOf(pod: Pod, cache: Cache): readonly string[] {
  return cache
    .list(Service, pod.metadata.namespace)
    .filter((service) => selects(service, pod))
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
}
