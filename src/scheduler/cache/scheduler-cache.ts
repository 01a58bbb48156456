// Nodes and the pods on them as the scheduler sees them: what the informers say, and pods that were given a node but are
// not bound yet (assumed). Upstream: pkg/scheduler/backend/cache/cache.go.
// Differs: upstream copies changed nodes into a snapshot before each cycle; here a cycle runs without interruption, so it reads the cache itself.
import type { Node } from '../../api/core/node/node.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { assert } from '../../base/assert.ts'
import { ImageStates } from './image-states.ts'
import { NodeInfo } from './node-info.ts'
import { interleaveZones, zoneOf } from './node-order.ts'
import { assignedTo, newPodInfo, type PodInfo } from './pod-info.ts'

/** The nodes as one scheduling cycle sees them. Valid until control returns to the event loop. */
export interface Snapshot {
  /** In the order of search. */
  readonly nodes: readonly NodeInfo[]
  /** Nodes that have a pod with affinity or anti-affinity terms. */
  readonly withAffinity: ReadonlySet<NodeInfo>
  readonly withRequiredAntiAffinity: ReadonlySet<NodeInfo>
  get(name: string): NodeInfo | undefined
  /** True where some node has the image. */
  hasImage(name: string): boolean
}

interface PodPlace {
  info: PodInfo
  nodeName: string
  /** Given a node by a scheduling cycle, and not yet seen bound. */
  assumed: boolean
}

export class SchedulerCache implements Snapshot {
  readonly #nodes = new Map<string, NodeInfo>()
  /** Pods whose node is not known (yet, or any more), by node name. */
  readonly #homeless = new Map<string, Map<string, PodInfo>>()
  readonly #pods = new Map<string, PodPlace>()
  readonly #images = new ImageStates()
  readonly withAffinity = new Set<NodeInfo>()
  readonly withRequiredAntiAffinity = new Set<NodeInfo>()
  #order: readonly NodeInfo[] | undefined

  get nodes(): readonly NodeInfo[] {
    this.#order ??= interleaveZones(this.#nodes.values())
    return this.#order
  }

  get(name: string): NodeInfo | undefined {
    return this.#nodes.get(name)
  }

  hasImage(name: string): boolean {
    return this.#images.has(name)
  }

  get podCount(): number {
    return this.#pods.size
  }

  get assumedCount(): number {
    let count = 0
    for (const place of this.#pods.values()) if (place.assumed) count++
    return count
  }

  setNode(node: Node): void {
    const { name } = node.metadata
    const known = this.#nodes.get(name)
    if (known !== undefined) {
      if (zoneOf(known.node) !== zoneOf(node)) this.#order = undefined
      this.#images.update(known, node)
      known.setNode(node)
      return
    }
    const info = new NodeInfo(node)
    this.#nodes.set(name, info)
    this.#images.update(info, node)
    this.#order = undefined
    for (const pod of this.#homeless.get(name)?.values() ?? []) this.#put(info, pod)
    this.#homeless.delete(name)
  }

  removeNode(name: string): void {
    const info = this.#nodes.get(name)
    if (info === undefined) return
    this.#nodes.delete(name)
    this.#images.remove(info)
    this.withAffinity.delete(info)
    this.withRequiredAntiAffinity.delete(info)
    this.#order = undefined
    if (info.pods.length > 0) this.#homeless.set(name, new Map(info.pods.map((pod) => [pod.uid, pod])))
  }

  isAssumed(uid: string): boolean {
    return this.#pods.get(uid)?.assumed ?? false
  }

  /** Counts a pod on a node before it is bound. The informers' word takes its place later. */
  assume(info: PodInfo, nodeName: string): PodInfo {
    assert(!this.#pods.has(info.uid), 'a pod that has a node was scheduled again')
    const assumed = assignedTo(info, nodeName)
    this.#add({ info: assumed, nodeName, assumed: true })
    return assumed
  }

  /** Takes back an assumption; a pod that turned out to be bound stays. */
  forget(uid: string): boolean {
    const place = this.#pods.get(uid)
    if (place === undefined || !place.assumed) return false
    this.#remove(place)
    return true
  }

  /** An assigned pod as the informer has it. */
  setPod(pod: Pod): void {
    const { uid } = pod.metadata
    const nodeName = pod.spec.nodeName ?? ''
    const place = this.#pods.get(uid)
    if (place !== undefined && place.nodeName === nodeName && sameFootprint(place.info.pod, pod)) {
      // The usual update changes the status only: exchange the object, keep the sums.
      place.assumed = false
      this.#exchange(place, { ...place.info, pod })
      return
    }
    if (place !== undefined) this.#remove(place)
    this.#add({ info: newPodInfo(pod), nodeName, assumed: false })
  }

  removePod(uid: string): void {
    const place = this.#pods.get(uid)
    if (place !== undefined) this.#remove(place)
  }

  #add(place: PodPlace): void {
    this.#pods.set(place.info.uid, place)
    const node = this.#nodes.get(place.nodeName)
    if (node !== undefined) {
      this.#put(node, place.info)
      return
    }
    const waiting = this.#homeless.get(place.nodeName) ?? new Map<string, PodInfo>()
    waiting.set(place.info.uid, place.info)
    this.#homeless.set(place.nodeName, waiting)
  }

  #put(node: NodeInfo, info: PodInfo): void {
    node.addPod(info)
    this.#indexAffinity(node)
  }

  #remove(place: PodPlace): void {
    this.#pods.delete(place.info.uid)
    const node = this.#nodes.get(place.nodeName)
    if (node?.removePod(place.info.uid)) this.#indexAffinity(node)
    const waiting = this.#homeless.get(place.nodeName)
    waiting?.delete(place.info.uid)
    if (waiting?.size === 0) this.#homeless.delete(place.nodeName)
  }

  #exchange(place: PodPlace, info: PodInfo): void {
    this.#nodes.get(place.nodeName)?.exchangePod(info)
    const waiting = this.#homeless.get(place.nodeName)
    if (waiting?.has(info.uid)) waiting.set(info.uid, info)
    place.info = info
  }

  #indexAffinity(node: NodeInfo): void {
    member(this.withAffinity, node, node.podsWithAffinity.length > 0)
    member(this.withRequiredAntiAffinity, node, node.podsWithRequiredAntiAffinity.length > 0)
  }
}

function member(set: Set<NodeInfo>, node: NodeInfo, belongs: boolean): void {
  if (belongs) set.add(node)
  else set.delete(node)
}

/** True where an update left alone all that newPodInfo() reads. */
function sameFootprint(a: Pod, b: Pod): boolean {
  return a.metadata.generation === b.metadata.generation && !wasResized(a, b)
}

function wasResized(a: Pod, b: Pod): boolean {
  if ((b.metadata.generation ?? 0) <= 1) return false
  return a.status?.containerStatuses !== b.status?.containerStatuses
}
