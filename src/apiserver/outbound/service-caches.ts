// Services and their endpoint slices as the server's caches have them.
import { Service } from '../../api/core/service/service.kind.ts'
import { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { must } from '../../base/assert.ts'
import type { Kind } from '../../machinery/kind.ts'
import { keyOf } from '../registry/object.ts'
import type { Resources } from '../registry/resources.ts'
import type { ServiceCaches } from './service-resolver.ts'

const serviceNameLabel = 'kubernetes.io/service-name'

export function serviceCaches(resources: Resources): ServiceCaches {
  const services = must(resources.of(Service as unknown as Kind), 'services are not served').cache
  const slices = must(resources.of(EndpointSlice as unknown as Kind), 'endpoint slices are not served').cache
  return {
    service: (namespace, name) => services.find(keyOf(namespace, name)) as Service | undefined,
    // By the labels alone, which entries have at hand: a namespace may hold thousands of slices.
    slices: (namespace, name) =>
      slices
        .entries(namespace)
        .filter(({ labels }) => labels?.[serviceNameLabel] === name)
        .map((entry) => slices.read(entry) as EndpointSlice),
  }
}
