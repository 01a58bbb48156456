// Publishes the authority that signed the API server's certificate in every namespace, for pods to check it by.
// Upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go syncNamespace.
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import { Namespace } from '../../api/core/namespace/namespace.kind.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'
import { type Controller, done, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'

export const rootCAConfigMap = 'kube-root-ca.crt'
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** `rootCA` is the certificate as PEM. */
export function rootCACertificatePublisher(rootCA: string): Controller {
  const annotations = { 'kubernetes.io/description': description }
  return defineController({
    name: 'root-ca-certificate-publisher',
    for: Namespace,
    watches: [
      watching({
        kind: ConfigMap,
        on: ['update', 'delete'],
        map: ({ metadata }) => (metadata.name === rootCAConfigMap ? [metadata.namespace ?? ''] : []),
      }),
    ],
    workers: 2,
    async reconcile({ key, cache, client, signal }) {
      const namespace = cache.get(Namespace, key)
      if (namespace === undefined || namespace.status?.phase === 'Terminating') return done
      const current = cache.get(ConfigMap, `${key}/${rootCAConfigMap}`)
      const data = { 'ca.crt': rootCA }
      try {
        if (current === undefined) {
          await client.create(
            ConfigMap,
            { metadata: { namespace: key, name: rootCAConfigMap, annotations }, data },
            { signal },
          )
        } else if (current.data?.['ca.crt'] !== rootCA || Object.keys(current.data).length !== 1) {
          const metadata = {
            ...current.metadata,
            annotations: { ...current.metadata.annotations, ...annotations },
          }
          await client.update(ConfigMap, { ...current, metadata, data }, { signal })
        }
      } catch (error) {
        if (!isAlreadyExists(error) && !isNotFound(error) && !isNamespaceTerminating(error)) throw error
      }
      return done
    },
  })
}
