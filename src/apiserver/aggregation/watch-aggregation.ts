// Tells when something changed that aggregation depends on: API services, what is served, and services and endpoints that
// API services name. Others' endpoints, of which there are many, ring nothing.
import { APIService } from '../../api/apiregistration/api-service/api-service.kind.ts'
import { must } from '../../base/assert.ts'
import type { Kind } from '../../machinery/kind.ts'
import { type Entry, namespaceOf } from '../cache/entry.ts'
import type { Core } from '../registry/core.ts'
import { keyOf } from '../registry/object.ts'
import type { RemoteServices } from './remote-services.ts'

export interface AggregationWatch {
  readonly services: RemoteServices
  /** API services changed, or what is served. */
  onObjects(): void
  /** A service behind an API service changed, or its endpoints. */
  onBackends(): void
}

const serviceNameLabel = 'kubernetes.io/service-name'

export function watchAggregation({ resources }: Core, watch: AggregationWatch): Disposable {
  const cacheOf = (group: string, plural: string) =>
    must(resources.find(group, plural), `${plural} are not served`).cache
  const kind = APIService as unknown as Kind
  const isNamed = (key: string) => {
    for (const { reference } of watch.services.all.values())
      if (keyOf(reference.namespace, reference.name) === key) return true
    return false
  }
  const listeners = [
    resources.onChange(() => watch.onObjects()),
    cacheOf(kind.group, kind.plural).listen(() => watch.onObjects()),
    cacheOf('', 'services').listen(({ entry, previous }) => {
      const changed = entry ?? previous
      if (changed !== undefined && isNamed(changed.key)) watch.onBackends()
    }),
    cacheOf('discovery.k8s.io', 'endpointslices').listen(({ entry, previous }) => {
      if ([entry, previous].some((slice) => slice !== undefined && isNamed(serviceKeyOf(slice))))
        watch.onBackends()
    }),
  ]
  return {
    [Symbol.dispose]() {
      for (const listener of listeners) listener[Symbol.dispose]()
    },
  }
}

function serviceKeyOf({ key, labels }: Entry): string {
  return keyOf(namespaceOf(key), labels?.[serviceNameLabel] ?? '')
}
