// Drafts and questions that the tests of whole clusters share.
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { ConfigMap } from '../../src/api/core/config-map/config-map.kind.ts'
import { isPodReady } from '../../src/api/core/pod/pod.conditions.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { createLogger, type LogRecord } from '../../src/base/log.ts'
import type { Draft, Kind, KubeObject } from '../../src/machinery/kind.ts'
import { type Cluster, type ClusterOptions, createCluster } from '../../src/testing/create-cluster.ts'

export interface Reference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

export function ownedBy<T extends KubeObject>(
  kind: Kind<T>,
  owner: T,
  more: Partial<Reference> = {},
): Reference {
  const { name, uid } = owner.metadata
  return { apiVersion: kind.apiVersion, kind: kind.kind, name, uid, ...more }
}

export interface MapOptions {
  readonly namespace?: string
  readonly owners?: readonly Reference[]
  readonly finalizers?: readonly string[]
}

export function createMap(cluster: Cluster, name: string, options: MapOptions = {}): Promise<ConfigMap> {
  const { namespace = 'default', owners = [], finalizers = [] } = options
  const metadata = { name, namespace, ownerReferences: owners, finalizers }
  return cluster.client.create(ConfigMap, { metadata } as Draft<ConfigMap>, cluster)
}

/** Names of what is left of a kind, but for what every namespace has. */
export async function names<T extends KubeObject>(
  cluster: Cluster,
  kind: Kind<T>,
  namespace = 'default',
): Promise<readonly string[]> {
  const listed = await cluster.list(kind, kind.scope === 'Namespaced' ? namespace : undefined)
  return listed
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt')
    .sort()
}

export function web(replicas: number, more: { readonly namespace?: string; readonly name?: string } = {}) {
  const { namespace = 'default', name = 'web' } = more
  const labels = { app: name }
  const containers = [{ name: 'c', image: 'v1', ports: [{ containerPort: 80 }] }]
  const template = { metadata: { labels }, spec: { containers } }
  return { metadata: { name, namespace }, spec: { replicas, selector: { matchLabels: labels }, template } }
}

export const createWeb = (cluster: Cluster, replicas: number, more: Parameters<typeof web>[1] = {}) =>
  cluster.client.create(Deployment, web(replicas, more) as Draft<Deployment>, cluster)

export async function readyPods(cluster: Cluster, namespace = 'default'): Promise<readonly Pod[]> {
  const pods = await cluster.list(Pod, namespace)
  return pods.filter((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined)
}

/** A cluster whose warnings are kept. */
export async function watchedCluster(
  options: ClusterOptions = {},
): Promise<Cluster & { readonly warnings: readonly LogRecord[] }> {
  const warnings: LogRecord[] = []
  const log = createLogger({ level: 'warn', write: (record) => warnings.push(record) })
  const cluster = await createCluster({ log, ...options })
  return Object.assign(cluster, { warnings })
}
