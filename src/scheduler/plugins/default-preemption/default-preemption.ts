// Makes room for a pod by evicting pods of lower priority from one node. The pod itself is scheduled in a later attempt.
// Upstream: plugins/defaultpreemption/default_preemption.go, framework/preemption/preemption.go.
import { getPodCondition, isPodTerminating } from '../../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../../api/core/pod/pod.kind.ts'
import { PodDisruptionBudget } from '../../../api/policy/pod-disruption-budget/pod-disruption-budget.kind.ts'
import { objectKey } from '../../../machinery/kind.ts'
import { isNotFound } from '../../../machinery/status-error.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import { patchPodStatus } from '../../failure.ts'
import type { CycleState } from '../../framework/cycle-state.ts'
import { definePlugin, type Handle, type PostFilterResult } from '../../framework/plugin.ts'
import { fitMessage, type Rejections } from '../../framework/rejections.ts'
import { success, type Verdict } from '../../framework/verdict.ts'
import { type Candidate, findCandidates, pickCandidate } from './candidates.ts'

const waiting: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ['waiting for the preemption for this pod to be finished'],
}

function refused(reason: string): PostFilterResult {
  return { verdict: { code: 'Unschedulable', reasons: [`preemption: ${reason}`] } }
}

class Preemption {
  readonly #handle: Handle
  readonly #pods
  readonly #budgets
  /** Preemptors whose evictions are under way, with the key of the last victim once only that is left. */
  readonly #running = new Map<string, string | undefined>()

  constructor(handle: Handle) {
    this.#handle = handle
    this.#pods = handle.informers.of(Pod)
    this.#budgets = handle.informers.of(PodDisruptionBudget)
  }

  /** True while the preemptor has to wait. The last victim's deletion is what wakes it, so that counts as done at once. */
  isRunning(uid: string): boolean {
    if (!this.#running.has(uid)) return false
    const last = this.#running.get(uid)
    if (last === undefined) return true
    const victim = this.#pods.get(last)
    return victim !== undefined && !isPodTerminating(victim)
  }

  preempt(state: CycleState, pod: Pod, rejections: Rejections): PostFilterResult {
    this.#handle.metrics.preemptionAttempts++
    const ineligible = this.#ineligible(state.podInfo, rejections)
    if (ineligible !== undefined) return refused(ineligible)
    const nodes = rejections.nodesWith('Unschedulable', this.#handle.snapshot.nodes)
    const found = findCandidates(this.#handle, state, { nodes, budgets: this.#budgets.list() })
    const best = pickCandidate(found.candidates)
    if (best === undefined) {
      found.rejections.absent = {
        code: 'UnschedulableAndUnresolvable',
        reasons: ['Preemption is not helpful for scheduling'],
      }
      const message = fitMessage(found.rejections, this.#handle.snapshot.nodes.length)
      return { ...refused(message), nominatedNodeName: '' }
    }
    this.#evict(best, pod)
    return { verdict: success, nominatedNodeName: best.nodeName }
  }

  #ineligible({ pod, priority }: PodInfo, rejections: Rejections): string | undefined {
    if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
    const nodeName = pod.status?.nominatedNodeName ?? ''
    if (nodeName === '') return undefined
    if (rejections.verdictOf(nodeName).code === 'UnschedulableAndUnresolvable') return undefined
    const onNode = this.#handle.snapshot.get(nodeName)?.pods ?? []
    const leaving = onNode.some((other) => other.priority < priority && isTerminatingByPreemption(other.pod))
    return leaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined
  }

  #evict(candidate: Candidate, preemptor: Pod): void {
    const { uid } = preemptor.metadata
    this.#handle.metrics.preemptionVictims += candidate.pods.length
    const victims = candidate.pods.filter(({ pod }) => !isPodTerminating(pod))
    if (victims.length === 0) return
    this.#running.set(uid, undefined)
    this.#handle.spawn(async (signal) => {
      try {
        await this.#clearNominations(candidate, preemptor, signal)
        const last = victims.at(-1)
        await Promise.all(
          victims.slice(0, -1).map((victim) => this.#evictOne(victim, { candidate, preemptor, signal })),
        )
        if (last === undefined) return
        this.#running.set(uid, objectKey(last.pod))
        await this.#evictOne(last, { candidate, preemptor, signal })
      } catch (error) {
        signal.throwIfAborted()
        this.#handle.log.error('preemption failed', { pod: objectKey(preemptor), error })
        this.#running.delete(uid)
        this.#handle.activate(preemptor)
      } finally {
        this.#running.delete(uid)
      }
    })
  }

  /** Pods of lower priority that wait for the same node will not fit there any more: let them look elsewhere. */
  async #clearNominations(candidate: Candidate, preemptor: Pod, signal: AbortSignal): Promise<void> {
    const { client, clock, log } = this.#handle
    const priority = preemptor.spec.priority ?? 0
    for (const nominated of this.#handle.nominatedPods(candidate.nodeName)) {
      if (nominated.priority >= priority) continue
      try {
        const change = { nominatedNodeName: '' }
        await patchPodStatus(nominated.pod, change, { client, nowMs: clock.now(), signal })
      } catch (error) {
        signal.throwIfAborted()
        log.warn('cannot clear nominated node name', { pod: objectKey(nominated.pod), error })
      }
    }
  }

  async #evictOne(
    { uid, pod }: PodInfo,
    by: { readonly candidate: Candidate; readonly preemptor: Pod; readonly signal: AbortSignal },
  ): Promise<void> {
    const { client, clock, events } = this.#handle
    const { preemptor, signal } = by
    if (!this.#handle.rejectWaiting(uid, 'preempted')) {
      const scheduler = preemptor.spec.schedulerName ?? 'default-scheduler'
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${scheduler}: preempting to accommodate a higher priority pod`,
      }
      const { name, namespace } = pod.metadata
      try {
        await patchPodStatus(pod, { condition }, { client, nowMs: clock.now(), signal })
        await client.delete(Pod, { namespace, name }, { preconditions: { uid }, signal })
      } catch (error) {
        if (!isNotFound(error)) throw error
        return
      }
    }
    const message = `Preempted by pod ${preemptor.metadata.uid} on node ${by.candidate.nodeName}`
    events.event(pod, { type: 'Normal', reason: 'Preempted', message })
  }
}

function isTerminatingByPreemption(pod: Pod): boolean {
  if (!isPodTerminating(pod)) return false
  const condition = getPodCondition(pod.status, 'DisruptionTarget')
  return condition?.status === 'True' && condition.reason === 'PreemptionByScheduler'
}

export const defaultPreemption = definePlugin({
  name: 'DefaultPreemption',
  // Rejects only while its own evictions run; the plugins that rejected the pod before say when it is freed.
  wakesOn: [{ on: ['AssignedPod/Delete'], hint: () => false }],
  create: (handle) => {
    const preemption = new Preemption(handle)
    return {
      preEnqueue: (pod) => (preemption.isRunning(pod.metadata.uid) ? waiting : success),
      postFilter: (state, pod, rejections) => preemption.preempt(state, pod, rejections),
    }
  },
})
