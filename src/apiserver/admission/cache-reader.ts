// Admission plugins' view of the caches.

import { must } from '../../base/assert.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { StoreFeed } from '../cache/store-feed.ts'
import { keyOf } from '../registry/object.ts'
import type { Resources } from '../registry/resources.ts'
import type { AdmissionReader, CacheReader } from './admission.ts'

const neverAborted = new AbortController().signal

export function cacheReader(resources: Resources, feed: StoreFeed): CacheReader {
  const resourceFor = (kind: Kind) =>
    must(resources.of(kind), 'an admission plugin reads a kind that is not served')
  return {
    get<T extends KubeObject>(kind: Kind<T>, ref: { readonly namespace?: string; readonly name: string }) {
      const resource = resourceFor(kind as unknown as Kind)
      const entry = resource.cache.get(keyOf(ref.namespace ?? '', ref.name))
      return entry === undefined ? undefined : (resource.objectOf(entry) as T)
    },
    list<T extends KubeObject>(kind: Kind<T>, namespace = '') {
      const resource = resourceFor(kind as unknown as Kind)
      const entries = resource.cache.entries(namespace)
      return entries.map((entry) => resource.objectOf(entry) as T)
    },
    fresh: () => feed.fresh(),
  }
}

export function admissionReader(
  resources: Resources,
  options: { readonly feed: StoreFeed; readonly clock: Clock; readonly rng: Rng },
): AdmissionReader {
  const { feed, clock, rng } = options
  return { ...cacheReader(resources, feed), rng, sleep: (ms) => sleep(clock, ms, { signal: neverAborted }) }
}
