// Keeps the service account `default` in every namespace that is not going away.
// Upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go syncNamespace.
import { Namespace } from '../../api/core/namespace/namespace.kind.ts'
import { ServiceAccount } from '../../api/core/service-account/service-account.kind.ts'
import { isAlreadyExists } from '../../machinery/status-error.ts'
import { done, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'

const defaultName = 'default'

export const serviceAccount = defineController({
  name: 'serviceaccount',
  for: Namespace,
  watches: [
    watching({
      kind: ServiceAccount,
      on: ['delete'],
      map: ({ metadata }) => (metadata.name === defaultName ? [metadata.namespace ?? ''] : []),
    }),
  ],
  workers: 2,
  async reconcile({ key, cache, client, signal }) {
    const namespace = cache.get(Namespace, key)
    if (namespace?.status?.phase === 'Terminating' || namespace === undefined) return done
    if (cache.get(ServiceAccount, `${key}/${defaultName}`) !== undefined) return done
    try {
      await client.create(ServiceAccount, { metadata: { namespace: key, name: defaultName } }, { signal })
    } catch (error) {
      if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error
    }
    return done
  },
})
