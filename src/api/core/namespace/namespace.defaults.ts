// What the server fills in of namespaces. Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Namespace.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { Namespace } from './namespace.schema.ts'

export const namespaceNameLabel = 'kubernetes.io/metadata.name'

export function defaultNamespace(namespace: Mutable<Namespace>): void {
  labelWithName(namespace)
  namespace.status ??= {}
  namespace.status.phase ??= 'Active'
}

/** The label by which selectors of namespaces can name one. */
export function labelWithName({ metadata }: Mutable<Namespace>): void {
  if (!metadata.name) return
  metadata.labels = { ...metadata.labels, [namespaceNameLabel]: metadata.name }
}
