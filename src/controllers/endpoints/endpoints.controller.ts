// Keeps the Endpoints object of every service with a selector, for clients that know no slices.
// Upstream: pkg/controller/endpoint/endpoints_controller.go.
import { Endpoints } from '../../api/core/endpoints/endpoints.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { isHeadless } from '../../api/core/service/service.facts.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'
import { done, type ReconcileContext, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { selects, servicesOf } from '../framework/service-pods.ts'
import { overCapacityAnnotation, planEndpoints } from './endpoints.plan.ts'

const headlessLabel = 'service.kubernetes.io/headless'
const managedByLabel = 'endpoints.kubernetes.io/managed-by'
const managedBy = 'endpoint-controller'

export const endpoints = defineController({
  name: 'endpoints',
  eventComponent: 'endpoint-controller',
  for: Service,
  watches: [
    watching({ kind: Pod, map: (pod, { cache }) => servicesOf(pod, cache) }),
    watching({
      kind: Endpoints,
      // Upstream: checkLeftoverEndpoints. Those that are there at the start may have lost their service meanwhile.
      on: ['add', 'delete'],
      map: ({ metadata }) => [`${metadata.namespace}/${metadata.name}`],
    }),
  ],
  workers: 5,
  async reconcile(context) {
    const { key, cache } = context
    const service = cache.get(Service, key)
    try {
      if (service === undefined) await removeOrphan(context)
      else if (service.spec.selector !== undefined && service.spec.type !== 'ExternalName')
        await keep(service, context)
    } catch (error) {
      if (!isNotFound(error) && !isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error
    }
    return done
  },
})

/** Endpoints have no owner reference: they go when their service is found gone. */
async function removeOrphan({ key, cache, client, signal }: ReconcileContext): Promise<void> {
  const current = cache.get(Endpoints, key)
  if (current?.metadata.labels?.[managedByLabel] !== managedBy) return
  const { namespace, name, uid } = current.metadata
  await client.delete(Endpoints, { namespace, name }, { preconditions: { uid }, signal })
}

async function keep(service: Service, { key, cache, client, signal }: ReconcileContext): Promise<void> {
  const { namespace, name } = service.metadata
  const pods = cache.list(Pod, namespace).filter((pod) => selects(service, pod))
  const { subsets, truncated } = planEndpoints(service, pods)
  const labels = {
    ...service.metadata.labels,
    [managedByLabel]: managedBy,
    ...(isHeadless(service) && { [headlessLabel]: '' }),
  }
  const annotations = truncated ? { [overCapacityAnnotation]: 'truncated' } : undefined
  const current = cache.get(Endpoints, key)
  if (current === undefined) {
    await client.create(
      Endpoints,
      { metadata: { namespace, name, labels, ...(annotations && { annotations }) }, subsets },
      { signal },
    )
    return
  }
  const same =
    semanticEqual(current.subsets ?? [], subsets) &&
    semanticEqual(current.metadata.labels ?? {}, labels) &&
    current.metadata.annotations?.[overCapacityAnnotation] === annotations?.[overCapacityAnnotation]
  if (same) return
  const { [overCapacityAnnotation]: _, ...others } = current.metadata.annotations ?? {}
  const metadata = { ...current.metadata, labels, annotations: { ...others, ...annotations } }
  await client.update(Endpoints, { ...current, metadata, subsets }, { signal })
}
