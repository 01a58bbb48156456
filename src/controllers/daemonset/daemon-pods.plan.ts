// Which nodes get a pod and which pods go, so that each node has the pod that it is to have. Pure.
// Upstream: pkg/controller/daemon/daemon_controller.go manage, podsShouldBeOnNode.
import type { DaemonSet } from '../../api/apps/daemon-set/daemon-set.kind.ts'
import type { Node } from '../../api/core/node/node.kind.ts'
import {
  isPodAvailable,
  isPodReady,
  isPodTerminal,
  isPodTerminating,
} from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { isUpdated, judgeNode, targetNode } from './daemon-pod.ts'
import { surgeCount } from './limits.ts'

/** Pods of a daemon set by the node that they are on or meant for. */
export type PodsByNode = ReadonlyMap<string, readonly Pod[]>

export interface DaemonPlan {
  /** Names of nodes, once for each pod to make. */
  readonly create: readonly string[]
  readonly remove: readonly Pod[]
  /** Those of `remove` that ended by themselves. */
  readonly ended: readonly Pod[]
}

export interface DaemonFacts {
  readonly nodes: readonly Node[]
  readonly pods: PodsByNode
  readonly hash: string
  readonly nowMs: number
  /** A pod failed on this node not long ago: its successor has to wait. */
  inBackoff(node: string): boolean
}

/** Pods that have ended and are being deleted are nobody's business any more. */
export function groupByNode(pods: readonly Pod[]): PodsByNode {
  const groups = new Map<string, Pod[]>()
  for (const pod of pods) {
    const node = targetNode(pod)
    if (node === undefined || (isPodTerminal(pod) && isPodTerminating(pod))) continue
    const group = groups.get(node)
    if (group === undefined) groups.set(node, [pod])
    else group.push(pod)
  }
  for (const group of groups.values()) group.sort(byAge)
  return groups
}

/** Those on a node first, then the oldest. Upstream: podByCreationTimestampAndPhase. */
function byAge(a: Pod, b: Pod): number {
  const waits = (pod: Pod) => ((pod.spec.nodeName ?? '') === '' ? 1 : 0)
  const created = (pod: Pod) => pod.metadata.creationTimestamp
  if (waits(a) !== waits(b)) return waits(a) - waits(b)
  if (created(a) !== created(b)) return created(a) < created(b) ? -1 : 1
  return a.metadata.name < b.metadata.name ? -1 : 1
}

const nothing: DaemonPlan = { create: [], remove: [], ended: [] }

export function planDaemonPods(daemonSet: DaemonSet, facts: DaemonFacts): DaemonPlan {
  const plans = facts.nodes.map((node) => planNode(daemonSet, node, facts))
  const known = new Set(facts.nodes.map(({ metadata }) => metadata.name))
  // Pods that wait for a node that is gone: nobody else deletes them.
  const lost = [...facts.pods]
    .filter(([node]) => !known.has(node))
    .flatMap(([, pods]) => pods.filter((pod) => (pod.spec.nodeName ?? '') === '' && !isPodTerminating(pod)))
  return {
    create: plans.flatMap(({ create }) => create),
    remove: [...plans.flatMap(({ remove }) => remove), ...lost],
    ended: plans.flatMap(({ ended }) => ended),
  }
}

function planNode(daemonSet: DaemonSet, node: Node, facts: DaemonFacts): DaemonPlan {
  const { name } = node.metadata
  const { shouldRun, mayStay } = judgeNode(daemonSet, node)
  const pods = facts.pods.get(name) ?? []
  const alive = pods.filter((pod) => !isPodTerminating(pod))
  if (!mayStay) return { ...nothing, remove: alive }
  if (pods.length === 0) return shouldRun ? { ...nothing, create: [name] } : nothing
  const ended = alive.filter((pod) => isPodTerminal(pod) && !(failed(pod) && facts.inBackoff(name)))
  const running = alive.filter((pod) => !isPodTerminal(pod))
  if (surgeCount(daemonSet, 1) === 0) return { ...nothing, remove: [...ended, ...running.slice(1)], ended }
  // With a surge a new pod need not wait for an old one that is ending.
  const create = running.length === 0 && alive.length === 0 && shouldRun ? [name] : []
  return { create, remove: [...ended, ...surplus(daemonSet, running, facts)], ended }
}

const failed = (pod: Pod) => pod.status?.phase === 'Failed'

/** With a surge: one old and one new pod, until the old one is of no use or the new one serves. */
function surplus(daemonSet: DaemonSet, running: readonly Pod[], facts: DaemonFacts): readonly Pod[] {
  if (running.length <= 1) return []
  const { minReadySeconds = 0 } = daemonSet.spec
  const fresh = running.find((pod) => isUpdated(pod, facts.hash))
  const old = running.find((pod) => !isUpdated(pod, facts.hash))
  const rest = running.filter((pod) => pod !== fresh && pod !== old)
  if (fresh === undefined || old === undefined) return rest
  const done = !isPodReady(old) || isPodAvailable(fresh, { minReadySeconds, nowMs: facts.nowMs })
  return done ? [...rest, old] : rest
}
