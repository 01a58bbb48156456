// A node with the pods on it and the sums that filters compare. Upstream: pkg/scheduler/framework/types.go NodeInfo.
import type { Node } from '../../api/core/node/node.kind.ts'
import { HostPorts } from './host-ports.ts'
import { hasAffinity, type PodInfo } from './pod-info.ts'
import { addResource, cloneResource, newResource, type Resource, resourceFromTexts } from './resource.ts'

/** An image that some node has, shared by all nodes that have it. */
export interface ImageState {
  readonly sizeBytes: number
  /** How many nodes have it. */
  nodes: number
}

export class NodeInfo {
  #node: Node
  pods: PodInfo[] = []
  podsWithAffinity: PodInfo[] = []
  podsWithRequiredAntiAffinity: PodInfo[] = []
  requested: Resource = newResource()
  nonZeroMilliCPU = 0
  nonZeroMemory = 0
  allocatable: Resource
  usedPorts = new HostPorts()
  images: ReadonlyMap<string, ImageState> = new Map()
  /** Rises with every change; equal numbers mean equal content. */
  generation = 0

  constructor(node: Node) {
    this.#node = node
    this.allocatable = resourceFromTexts(node.status?.allocatable)
  }

  get node(): Node {
    return this.#node
  }

  get name(): string {
    return this.#node.metadata.name
  }

  setNode(node: Node): void {
    if (node.status?.allocatable !== this.#node.status?.allocatable) {
      this.allocatable = resourceFromTexts(node.status?.allocatable)
    }
    this.#node = node
    this.generation++
  }

  addPod(info: PodInfo): void {
    this.pods.push(info)
    if (hasAffinity(info)) this.podsWithAffinity.push(info)
    if (info.affinity.requiredAntiAffinity.length > 0) this.podsWithRequiredAntiAffinity.push(info)
    this.#count(info, 1)
  }

  /** Takes the pod off; false where it is not here. */
  removePod(uid: string): boolean {
    const removed = take(this.pods, uid)
    if (removed === undefined) return false
    take(this.podsWithAffinity, uid)
    take(this.podsWithRequiredAntiAffinity, uid)
    this.#count(removed, -1)
    return true
  }

  /** Puts a newer pod object in the place of the one with the same uid; what the pod asks for must be the same. */
  exchangePod(info: PodInfo): void {
    for (const list of [this.pods, this.podsWithAffinity, this.podsWithRequiredAntiAffinity]) {
      const index = list.findIndex(({ uid }) => uid === info.uid)
      if (index >= 0) list[index] = info
    }
    this.generation++
  }

  #count(info: PodInfo, sign: 1 | -1): void {
    addResource(this.requested, info.requests, sign)
    this.nonZeroMilliCPU += sign * info.nonZeroMilliCPU
    this.nonZeroMemory += sign * info.nonZeroMemory
    for (const port of info.hostPorts) {
      if (sign > 0) this.usedPorts.add(port)
      else this.usedPorts.remove(port)
    }
    this.generation++
  }

  /** A copy that preemption may take pods from. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.#node)
    copy.pods = [...this.pods]
    copy.podsWithAffinity = [...this.podsWithAffinity]
    copy.podsWithRequiredAntiAffinity = [...this.podsWithRequiredAntiAffinity]
    copy.requested = cloneResource(this.requested)
    copy.nonZeroMilliCPU = this.nonZeroMilliCPU
    copy.nonZeroMemory = this.nonZeroMemory
    copy.usedPorts = this.usedPorts.clone()
    copy.images = this.images
    copy.generation = this.generation
    return copy
  }
}

/** Order within the list does not matter, so the last item fills the gap. */
function take(list: PodInfo[], uid: string): PodInfo | undefined {
  const index = list.findIndex((info) => info.uid === uid)
  if (index < 0) return undefined
  const found = list[index]
  const last = list.pop()
  if (index < list.length && last !== undefined) list[index] = last
  return found
}
