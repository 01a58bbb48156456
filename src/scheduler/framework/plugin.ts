// The contract of plugins: small optional functions, one an extension point, that answer with verdicts. A plugin is a
// folder under plugins/ and a line in profile.ts. Upstream: kube-scheduler framework interface.go.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Rng } from '../../base/rng.ts'
import type { Informers } from '../../client/cache.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import type { NodeInfo } from '../cache/node-info.ts'
import type { PodInfo } from '../cache/pod-info.ts'
import type { Snapshot } from '../cache/scheduler-cache.ts'
import type { SchedulerMetrics } from '../metrics.ts'
import type { QueuedPod } from '../queue/queued-pod.ts'
import type { WakeRule } from './cluster-event.ts'
import type { CycleState } from './cycle-state.ts'
import type { Rejections } from './rejections.ts'
import type { Verdict } from './verdict.ts'

/** Scores lie between 0 and this after normalising. */
export const maxNodeScore = 100

/** What plugins may use. Reads go to the snapshot and the informers; writes go through the client. */
export interface Handle {
  readonly client: Client
  readonly informers: Informers
  readonly events: EventRecorder
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly metrics: SchedulerMetrics
  readonly snapshot: Snapshot
  /** All filters on one node, with the pods nominated to it counted in. `node` may be a changed copy. */
  filterWithNominated(state: CycleState, node: NodeInfo): Verdict
  /** Tells the plugins' cycle state of a pod put on or taken off a copied node. */
  addPod(state: CycleState, added: PodInfo, node: NodeInfo): void
  removePod(state: CycleState, removed: PodInfo, node: NodeInfo): void
  nominatedPods(nodeName: string): readonly PodInfo[]
  /** Rejects a pod that waits in permit; false where none with that uid does. */
  rejectWaiting(uid: string, reason: string): boolean
  /** Puts a pod that waits somewhere in the queue at the front of trying. */
  activate(pod: Pod): void
  /** Runs work that outlives the cycle; it ends with the scheduler. */
  spawn(task: (signal: AbortSignal) => Promise<void>): void
}

export interface PreFilterResult {
  readonly verdict: Verdict
  /** Only these nodes can pass; all where absent. */
  readonly nodeNames?: ReadonlySet<string>
}

/** What happens to status.nominatedNodeName: the name to set ('' clears it), or nothing. */
export interface PostFilterResult {
  readonly verdict: Verdict
  readonly nominatedNodeName?: string
}

export interface PermitResult {
  readonly verdict: Verdict
  /** With Wait: reject after this long. */
  readonly timeoutMs?: number
}

export interface Plugin {
  /** Whether the pod may enter the active queue at all. Called often. */
  preEnqueue?(pod: Pod): Verdict
  /** The order of the active queue: negative where `a` goes first. Exactly one plugin of a profile has this. */
  queueSort?(a: QueuedPod, b: QueuedPod): number
  preFilter?(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): PreFilterResult
  /** Preemption tries what-ifs: the plugin keeps its cycle state in step. */
  addPod?(state: CycleState, added: PodInfo, node: NodeInfo): void
  removePod?(state: CycleState, removed: PodInfo, node: NodeInfo): void
  /** Called for very many nodes: allocate nothing, return constants. */
  filter?(state: CycleState, pod: Pod, node: NodeInfo): Verdict
  /** After no node passed: make room, so that a later attempt may pass. */
  postFilter?(state: CycleState, pod: Pod, rejections: Rejections): PostFilterResult
  preScore?(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): Verdict
  score?(state: CycleState, pod: Pod, node: NodeInfo): number
  /** Brings the raw scores between 0 and maxNodeScore, in place. `scores[i]` belongs to `nodes[i]`. */
  normalizeScore?(state: CycleState, scores: Float64Array, nodes: readonly NodeInfo[]): void
  reserve?(state: CycleState, pod: Pod, nodeName: string): Verdict
  /** Undoes reserve; also called for a plugin whose reserve was not reached. Must not fail. */
  unreserve?(state: CycleState, pod: Pod, nodeName: string): void
  permit?(state: CycleState, pod: Pod, nodeName: string): PermitResult
  preBind?(state: CycleState, pod: Pod, target: BindTarget): Promise<Verdict>
  /** Skip leaves the pod to the next bind plugin. */
  bind?(state: CycleState, pod: Pod, target: BindTarget): Promise<Verdict>
  postBind?(state: CycleState, pod: Pod, nodeName: string): void
}

export interface BindTarget {
  readonly nodeName: string
  readonly signal: AbortSignal
}

export interface PluginDefinition {
  readonly name: string
  /** Events that may free pods which this plugin rejected. None: they wait for the five-minute retry. */
  readonly wakesOn: readonly WakeRule[]
  create(handle: Handle): Plugin
}

export function definePlugin(definition: PluginDefinition): PluginDefinition {
  return definition
}
