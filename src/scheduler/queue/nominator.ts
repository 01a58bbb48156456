// Pods that preemption made room for, by the node they wait for: filters count them in, so that others do not take the
// room. Upstream: pkg/scheduler/backend/queue/nominator.go.
import type { PodInfo } from '../cache/pod-info.ts'

export class Nominator {
  readonly #byNode = new Map<string, Map<string, PodInfo>>()
  readonly #nodeOf = new Map<string, string>()

  set(info: PodInfo, nodeName: string): void {
    this.delete(info.uid)
    if (nodeName === '') return
    this.#nodeOf.set(info.uid, nodeName)
    const pods = this.#byNode.get(nodeName) ?? new Map<string, PodInfo>()
    pods.set(info.uid, info)
    this.#byNode.set(nodeName, pods)
  }

  /** Exchanges the pod object; keeps the nomination unless the new object names a node itself. */
  update(info: PodInfo): void {
    const nodeName = info.pod.status?.nominatedNodeName ?? this.#nodeOf.get(info.uid) ?? ''
    this.set(info, nodeName)
  }

  delete(uid: string): void {
    const nodeName = this.#nodeOf.get(uid)
    if (nodeName === undefined) return
    this.#nodeOf.delete(uid)
    const pods = this.#byNode.get(nodeName)
    pods?.delete(uid)
    if (pods?.size === 0) this.#byNode.delete(nodeName)
  }

  nodeOf(uid: string): string | undefined {
    return this.#nodeOf.get(uid)
  }

  get size(): number {
    return this.#nodeOf.size
  }

  podsFor(nodeName: string): readonly PodInfo[] {
    const pods = this.#byNode.get(nodeName)
    return pods === undefined ? noPods : [...pods.values()]
  }
}

const noPods: readonly PodInfo[] = []
