// What must hold of a simulated cluster. Each check answers with what is wrong, in words; nothing where all is well.
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { ReplicaSet } from '../../src/api/apps/replica-set/replica-set.kind.ts'
import { Endpoints } from '../../src/api/core/endpoints/endpoints.kind.ts'
import { isNodeReady } from '../../src/api/core/node/node.conditions.ts'
import { Node } from '../../src/api/core/node/node.kind.ts'
import { isPodReady } from '../../src/api/core/pod/pod.conditions.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { EndpointSlice } from '../../src/api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { controllerOf } from '../../src/machinery/meta/owners.ts'
import type { Cluster } from '../../src/testing/create-cluster.ts'

const isLeaving = ({ metadata }: Pod) => metadata.deletionTimestamp !== undefined
const id = ({
  metadata,
}: {
  readonly metadata: { readonly namespace?: string | undefined; readonly name: string }
}) => `${metadata.namespace}/${metadata.name}`

/** Holds at every moment, however much goes wrong. */
export function alwaysWrong(cluster: Cluster, { sizes, lostPods }: Allowed): readonly string[] {
  const pods = cluster.informers.of(Pod).list()
  const wrong: string[] = []
  const addresses = new Map<string, string>()
  for (const pod of pods) {
    const ip = pod.status?.podIP ?? ''
    const phase = pod.status?.phase
    if (ip === '' || phase === 'Succeeded' || phase === 'Failed') continue
    const other = addresses.get(ip)
    if (other !== undefined) wrong.push(`${id(pod)} and ${other} both have ${ip}`)
    addresses.set(ip, id(pod))
  }
  const owned = Map.groupBy(pods, (pod) => controllerOf(pod)?.uid ?? '')
  for (const replicaSet of cluster.informers.of(ReplicaSet).list()) {
    const living = (owned.get(replicaSet.metadata.uid) ?? []).filter((pod) => !isLeaving(pod)).length
    // A replica set never makes a pod too many: it may only have to take some away.
    if (living > (sizes.get(replicaSet.metadata.uid) ?? 0) + lostPods)
      wrong.push(`${id(replicaSet)} has ${living} pods`)
  }
  for (const [name, { bugs }] of cluster.controllerCounters) if (bugs > 0) wrong.push(`${name} hit a defect`)
  return wrong
}

/** The largest size that anybody ever asked of each replica set, by UID. */
export type Sizes = ReadonlyMap<string, number>

export interface Allowed {
  readonly sizes: Sizes
  /** So many pods may be there once more. */
  readonly lostPods: number
}

export function followSizes({ informers }: Cluster): Sizes {
  const sizes = new Map<string, number>()
  const note = ({ metadata: { uid }, spec }: ReplicaSet) => {
    sizes.set(uid, Math.max(sizes.get(uid) ?? 0, spec.replicas ?? 1))
  }
  informers.of(ReplicaSet).addHandler({ onAdd: note, onUpdate: note })
  return sizes
}

/** Holds when nothing has been asked for and nothing has gone wrong for a while. */
export function unsettled(cluster: Cluster): readonly string[] {
  const { informers } = cluster
  const nodes = informers.of(Node).list()
  return [
    ...nodes.filter((node) => !isNodeReady(node)).map(({ metadata }) => `node ${metadata.name} is not ready`),
    ...nodes
      .filter(({ spec }) => (spec.taints ?? []).length > 0)
      .map(({ metadata }) => `node ${metadata.name} is tainted`),
    ...informers
      .of(Deployment)
      .list()
      .flatMap((deployment) => wrongWith(deployment, cluster)),
    ...orphans(cluster),
    ...informers
      .of(Service)
      .list()
      .flatMap((service) => wrongTargets(service, cluster)),
    ...leftEndpoints(cluster),
  ]
}

function wrongWith(deployment: Deployment, { informers }: Cluster): readonly string[] {
  const { metadata, spec, status = {} } = deployment
  if (metadata.deletionTimestamp !== undefined) return [`deployment ${id(deployment)} is still being deleted`]
  const want = spec.replicas ?? 1
  const image = spec.template.spec?.containers[0]?.image
  const sets = informers
    .of(ReplicaSet)
    .list(metadata.namespace)
    .filter((set) => controllerOf(set)?.uid === metadata.uid)
  const uids = new Set(sets.map((set) => set.metadata.uid))
  const pods = informers
    .of(Pod)
    .list(metadata.namespace)
    .filter((pod) => uids.has(controllerOf(pod)?.uid ?? ''))
  const good = pods.filter(
    (pod) => isPodReady(pod) && !isLeaving(pod) && pod.spec.containers[0]?.image === image,
  )
  const told = [status.replicas ?? 0, status.readyReplicas ?? 0, status.updatedReplicas ?? 0]
  const fits = pods.length === want && good.length === want && told.every((count) => count === want)
  return fits
    ? []
    : [
        `deployment ${id(deployment)} wants ${want}, has ${good.length} good of ${pods.length} pods, tells ${told}`,
      ]
}

function orphans({ informers }: Cluster): readonly string[] {
  const deployments = new Set(
    informers
      .of(Deployment)
      .list()
      .map(({ metadata }) => metadata.uid),
  )
  const sets = informers.of(ReplicaSet).list()
  const setUids = new Set(sets.map(({ metadata }) => metadata.uid))
  return [
    ...sets
      .filter((set) => !deployments.has(controllerOf(set)?.uid ?? ''))
      .map((set) => `replica set ${id(set)} is an orphan`),
    ...informers
      .of(Pod)
      .list()
      .filter((pod) => !setUids.has(controllerOf(pod)?.uid ?? ''))
      .map((pod) => `pod ${id(pod)} is an orphan`),
  ]
}

const ready = (slice: EndpointSlice) =>
  (slice.endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready === true)
    .flatMap(({ addresses }) => addresses)

function wrongTargets(service: Service, { informers }: Cluster): readonly string[] {
  const { namespace, name } = service.metadata
  const { selector } = service.spec
  if (selector === undefined) return []
  const pods = informers
    .of(Pod)
    .list(namespace)
    .filter((pod) => {
      const labels = pod.metadata.labels ?? {}
      return (
        isPodReady(pod) &&
        !isLeaving(pod) &&
        Object.entries(selector).every(([key, value]) => labels[key] === value)
      )
    })
  const wanted = pods
    .map(({ status }) => status?.podIP ?? '')
    .sort()
    .join()
  const slices = informers
    .of(EndpointSlice)
    .list(namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
  const sliced = slices.flatMap(ready).sort().join()
  const { subsets = [] } = informers.of(Endpoints).get(`${namespace}/${name}`) ?? {}
  const old = subsets
    .flatMap(({ addresses = [] }) => addresses)
    .map(({ ip }) => ip)
    .sort()
    .join()
  const wrong = (what: string, found: string) =>
    `${what} of service ${id(service)} are ${found}, not ${wanted}`
  return [
    ...(sliced === wanted ? [] : [wrong('slices', sliced)]),
    ...(old === wanted ? [] : [wrong('endpoints', old)]),
  ]
}

function leftEndpoints({ informers }: Cluster): readonly string[] {
  const services = new Set(informers.of(Service).list().map(id))
  const nameOf = ({ metadata }: EndpointSlice) =>
    `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`
  return [
    ...informers
      .of(EndpointSlice)
      .list()
      .filter((slice) => !services.has(nameOf(slice)))
      .map((slice) => `slice ${id(slice)} is left`),
    ...informers
      .of(Endpoints)
      .list()
      .filter((entry) => !services.has(id(entry)))
      .map((entry) => `endpoints ${id(entry)} are left`),
  ]
}
