// The scheduler: gives each waiting pod a node. One pod at a time is decided upon, without interruption; binding it runs
// beside the decisions that follow. Upstream: pkg/scheduler/scheduler.go, schedule_one.go.
import { isPodTerminating } from '../api/core/pod/pod.conditions.ts'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { isAbort, onAbort } from '../base/abort.ts'
import { type Clock, sleep } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import { TaskGroup } from '../base/task-group.ts'
import type { Informers } from '../client/cache.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import { objectKey } from '../machinery/kind.ts'
import type { NodeInfo } from './cache/node-info.ts'
import { newPodInfo } from './cache/pod-info.ts'
import { SchedulerCache } from './cache/scheduler-cache.ts'
import { followCluster } from './event-handlers.ts'
import { patchPodStatus, podScheduledCondition, truncateMessage } from './failure.ts'
import { NodeFinder } from './find-nodes.ts'
import { CycleState } from './framework/cycle-state.ts'
import { type Blame, Framework, type ProfilePlugin } from './framework/framework.ts'
import type { Handle } from './framework/plugin.ts'
import { fitMessage, Rejections } from './framework/rejections.ts'
import { isRejection, type Verdict, verdictMessage } from './framework/verdict.ts'
import { SchedulerMetrics } from './metrics.ts'
import { defaultProfile } from './profile.ts'
import type { QueuedPod } from './queue/queued-pod.ts'
import { SchedulingQueue } from './queue/scheduling-queue.ts'
import { NodeSelector } from './select-node.ts'
import { WaitingPods } from './waiting-pods.ts'

export interface SchedulerOptions {
  readonly client: Client
  readonly informers: Informers
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly events: EventRecorder
  /** Pods that ask for another scheduler are left alone. */
  readonly schedulerName?: string
  readonly profile?: readonly ProfilePlugin[]
}

/** Runs a scheduler until the signal aborts. */
export function runScheduler(options: SchedulerOptions & { readonly signal: AbortSignal }): Promise<void> {
  return new Scheduler(options).run(options.signal)
}

/** Decisions in a row before other work gets its turn, and the time they may take. */
const maxStreak = 64
const maxStreakMs = 8
/** Bindings under way at once. */
const maxBindings = 128

interface Failure {
  readonly reason: 'Unschedulable' | 'SchedulerError'
  readonly message: string
  readonly rejections?: Rejections
  /** '' takes the nomination away; absent leaves it. */
  readonly nominatedNodeName?: string
}

export class Scheduler {
  readonly metrics: SchedulerMetrics
  readonly #options: SchedulerOptions
  readonly #name: string
  readonly #cache = new SchedulerCache()
  readonly #waiting: WaitingPods
  readonly #framework: Framework
  readonly #queue: SchedulingQueue
  readonly #finder: NodeFinder
  readonly #selector: NodeSelector
  #tasks: TaskGroup | undefined
  #bindings = 0
  #bindingEnded: (() => void) | undefined

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#name = options.schedulerName ?? 'default-scheduler'
    this.metrics = new SchedulerMetrics(this.#name)
    this.#waiting = new WaitingPods(options.clock)
    this.#framework = new Framework(options.profile ?? defaultProfile, this.#handle())
    this.#queue = new SchedulingQueue({
      clock: options.clock,
      compare: (a, b) => this.#framework.compareQueued(a, b),
      preEnqueue: this.#framework.preEnqueue,
      wakeRules: this.#framework.wakeRules,
      metrics: this.metrics,
    })
    this.#finder = new NodeFinder({
      framework: this.#framework,
      snapshot: this.#cache,
      nominator: this.#queue.nominator,
    })
    this.#selector = new NodeSelector(this.#framework, options.rng)
    this.metrics.gauges = () => ({
      pending: this.#queue.counts(),
      cache: {
        nodes: this.#cache.nodes.length,
        pods: this.#cache.podCount,
        assumed_pods: this.#cache.assumedCount,
      },
    })
  }

  #handle(): Handle {
    const { client, informers, events, clock, rng, log } = this.#options
    return {
      client,
      informers,
      events,
      clock,
      rng,
      log,
      metrics: this.metrics,
      snapshot: this.#cache,
      filterWithNominated: (state, node) => this.#finder.filterWithNominated(state, node),
      addPod: (state, info, node) => this.#framework.addPod(state, info, node),
      removePod: (state, info, node) => this.#framework.removePod(state, info, node),
      nominatedPods: (nodeName) => this.#queue.nominator.podsFor(nodeName),
      rejectWaiting: (uid, reason) => this.#waiting.reject(uid, { plugin: '', reason }),
      activate: (pod) => this.#queue.activate(pod),
      spawn: (task) => this.#tasks?.spawn(task),
    }
  }

  /** Schedules until the signal aborts; all it started has ended by then. */
  async run(signal: AbortSignal): Promise<void> {
    using queue = this.#queue
    await using tasks = new TaskGroup({ signal })
    this.#tasks = tasks
    using _handlers = followCluster({
      informers: this.#options.informers,
      cache: this.#cache,
      queue,
      schedulerName: this.#name,
      rejectWaiting: (uid, reason) => this.#waiting.reject(uid, { plugin: '', reason }),
    })
    using _waiting = onAbort(tasks.signal, () => this.#waiting.rejectAll('scheduler stopped'))
    tasks.spawn((taskSignal) => this.#loop(taskSignal))
    await tasks.wait()
  }

  async #loop(signal: AbortSignal): Promise<void> {
    const { clock, informers } = this.#options
    await informers.synced({ signal })
    let streak = 0
    let since = clock.monotonic()
    while (!signal.aborted) {
      const queued = this.#bindings < maxBindings ? this.#queue.pop() : undefined
      if (queued === undefined) {
        await this.#somethingToDo(signal)
        streak = 0
        since = clock.monotonic()
        continue
      }
      this.#scheduleOne(queued)
      if (++streak < maxStreak && clock.monotonic() - since < maxStreakMs) continue
      await sleep(clock, 0, { signal })
      streak = 0
      since = clock.monotonic()
    }
  }

  /** Resolves when a pod may be ready, a binding has ended, or the scheduler is to stop. */
  async #somethingToDo(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#bindings < maxBindings) this.#queue.onReady(resolve)
    else this.#bindingEnded = resolve
    using _ = onAbort(signal, resolve)
    await promise
  }

  #scheduleOne(queued: QueuedPod): void {
    const { pod } = queued.info
    if (isPodTerminating(pod)) {
      const message = `skip schedule deleting pod: ${objectKey(pod)}`
      this.#options.events.event(pod, { type: 'Warning', reason: 'FailedScheduling', message })
      this.#queue.done(queued.info.uid)
      return
    }
    if (this.#cache.isAssumed(queued.info.uid)) {
      this.#queue.done(queued.info.uid)
      return
    }
    const startedMs = this.#options.clock.monotonic()
    try {
      this.#schedulingCycle(queued, startedMs)
    } catch (error) {
      this.#options.log.error('scheduling cycle broke', { pod: objectKey(pod), error })
      const message = error instanceof Error ? error.message : String(error)
      this.#fail(queued, { reason: 'SchedulerError', message }, startedMs)
    }
  }

  #schedulingCycle(queued: QueuedPod, startedMs: number): void {
    const { info } = queued
    if (this.#cache.nodes.length === 0) {
      const message = 'no nodes available to schedule pods'
      this.#fail(queued, { reason: 'Unschedulable', message, nominatedNodeName: '' }, startedMs)
      return
    }
    const state = new CycleState(info)
    const fit = this.#finder.find(state)
    if (fit.error !== undefined) {
      this.#fail(queued, brokenBy(fit.error), startedMs)
      return
    }
    if (fit.feasible.length === 0) {
      this.#noFit(queued, state, fit.rejections, startedMs)
      return
    }
    const selection = this.#selector.select(state, fit.feasible)
    if ('error' in selection) this.#fail(queued, brokenBy(selection.error), startedMs)
    else this.#take(queued, state, { node: selection.node, startedMs })
  }

  #noFit(queued: QueuedPod, state: CycleState, rejections: Rejections, startedMs: number): void {
    const result = this.#framework.postFilter(state, queued.info.pod, rejections)
    rejections.postFilterMessage = result === undefined ? '' : verdictMessage(result.verdict)
    const message = fitMessage(rejections, this.#cache.nodes.length)
    const nominated = result === undefined ? '' : result.nominatedNodeName
    const nomination = nominated === undefined ? {} : { nominatedNodeName: nominated }
    this.#fail(queued, { reason: 'Unschedulable', message, rejections, ...nomination }, startedMs)
  }

  /** Takes the node for the pod, and starts binding. Whatever fails later is undone in reverse. */
  #take(
    queued: QueuedPod,
    state: CycleState,
    at: { readonly node: NodeInfo; readonly startedMs: number },
  ): void {
    const { node, startedMs } = at
    const { uid } = queued.info
    const nodeName = node.name
    using undo = new DisposableStack()
    const assumed = this.#cache.assume(queued.info, nodeName).pod
    undo.defer(() => this.#cache.forget(uid))
    this.#queue.nominator.delete(uid)
    undo.defer(() => this.#framework.unreserve(state, assumed, nodeName))
    const reserved = this.#framework.reserve(state, assumed, nodeName)
    const permitted = reserved === undefined ? this.#framework.permit(state, assumed, nodeName) : undefined
    const blame = reserved ?? permitted?.blame
    if (blame !== undefined) {
      undo.dispose()
      this.#fail(queued, this.#failureAt(node, blame), startedMs)
      return
    }
    const waits = permitted?.waits ?? new Map<string, number>()
    const binding: BindingCycle = { queued, state, assumed, node, waits, undo: undo.move(), startedMs }
    this.#bindings++
    this.#tasks?.spawn((signal) => this.#bindingCycle(binding, signal))
  }

  async #bindingCycle(cycle: BindingCycle, signal: AbortSignal): Promise<void> {
    const { queued, assumed, node, startedMs } = cycle
    using undo = cycle.undo
    try {
      const blame = await this.#bind(cycle, signal)
      if (blame === undefined) {
        undo.move()
        this.#bound(cycle)
        return
      }
      undo.dispose()
      // What the pod had taken is free again, for others than itself.
      const except = isRejection(blame.verdict) ? queued.info.uid : undefined
      this.#queue.moveOn('AssignedPod/Delete', { old: assumed }, except)
      this.#fail(queued, this.#failureAt(node, blame), startedMs)
    } catch (error) {
      if (isAbort(error, signal)) return
      this.#options.log.error('binding cycle broke', { pod: objectKey(assumed), error })
      undo.dispose()
      this.#fail(
        queued,
        brokenBy({ plugin: '', verdict: { code: 'Error', reasons: [String(error)] } }),
        startedMs,
      )
    } finally {
      this.#bindings--
      this.#bindingEnded?.()
      this.#bindingEnded = undefined
    }
  }

  async #bind(cycle: BindingCycle, signal: AbortSignal): Promise<Blame | undefined> {
    const { state, assumed, node, waits } = cycle
    const { uid } = assumed.metadata
    if (waits.size > 0) {
      const rejected = await this.#waiting.wait(uid, waits)
      if (rejected !== undefined) return rejected
    }
    // Nothing from here on can make the pod unschedulable, so events need not be kept for it.
    this.#queue.done(uid)
    const target = { nodeName: node.name, signal }
    return (
      (await this.#framework.preBind(state, assumed, target)) ??
      (await this.#framework.bind(state, assumed, target))
    )
  }

  #bound({ state, assumed, node, startedMs }: BindingCycle): void {
    const nodeName = node.name
    const message = `Successfully assigned ${objectKey(assumed)} to ${nodeName}`
    this.#options.events.event(assumed, { type: 'Normal', reason: 'Scheduled', message })
    this.metrics.attempt('scheduled', this.#options.clock.monotonic() - startedMs)
    this.#framework.postBind(state, assumed, nodeName)
  }

  #failureAt(node: NodeInfo, blame: Blame): Failure {
    if (!isRejection(blame.verdict)) return brokenBy(blame)
    const rejections = new Rejections()
    rejections.add(node, blame.verdict)
    rejections.blame(blame.plugin, blame.verdict)
    return { reason: 'Unschedulable', message: fitMessage(rejections, 1), rejections, nominatedNodeName: '' }
  }

  #fail(queued: QueuedPod, failure: Failure, startedMs: number): void {
    const { clock, events, log } = this.#options
    const { pod } = queued.info
    const unschedulable = failure.reason === 'Unschedulable'
    this.metrics.attempt(unschedulable ? 'unschedulable' : 'error', clock.monotonic() - startedMs)
    if (!unschedulable) log.error('error scheduling pod', { pod: objectKey(pod), error: failure.message })
    for (const plugin of failure.rejections?.unschedulablePlugins ?? [])
      queued.unschedulablePlugins.add(plugin)
    for (const plugin of failure.rejections?.pendingPlugins ?? []) queued.pendingPlugins.add(plugin)
    this.#returnToQueue(queued, failure.nominatedNodeName)
    const message = truncateMessage(failure.message)
    events.event(pod, { type: 'Warning', reason: 'FailedScheduling', message })
    this.#tasks?.spawn((signal) => this.#record(pod, failure, signal))
  }

  #returnToQueue(queued: QueuedPod, nominatedNodeName: string | undefined): void {
    const { uid, pod } = queued.info
    const current = this.#options.informers.of(Pod).get(objectKey(pod))
    const gone = current === undefined || current.metadata.uid !== uid || (current.spec.nodeName ?? '') !== ''
    if (gone) {
      this.#queue.done(uid)
      return
    }
    queued.info = newPodInfo(current)
    this.#queue.returnPod(queued)
    const nodeName = nominatedNodeName ?? current.status?.nominatedNodeName ?? ''
    this.#queue.nominator.set(queued.info, nodeName)
  }

  async #record(pod: Pod, failure: Failure, signal: AbortSignal): Promise<void> {
    const { client, clock, log } = this.#options
    const condition = podScheduledCondition(pod, failure.reason, failure.message)
    const { nominatedNodeName } = failure
    const change = { condition, ...(nominatedNodeName !== undefined && { nominatedNodeName }) }
    try {
      await patchPodStatus(pod, change, { client, nowMs: clock.now(), signal })
    } catch (error) {
      if (!isAbort(error, signal)) log.warn('cannot update pod status', { pod: objectKey(pod), error })
    }
  }
}

interface BindingCycle {
  readonly queued: QueuedPod
  readonly state: CycleState
  readonly assumed: Pod
  readonly node: NodeInfo
  readonly waits: ReadonlyMap<string, number>
  readonly undo: DisposableStack
  readonly startedMs: number
}

function brokenBy(blame: { readonly plugin: string; readonly verdict: Verdict }): Failure {
  const detail = verdictMessage(blame.verdict)
  const message = blame.plugin === '' ? detail : `running ${JSON.stringify(blame.plugin)}: ${detail}`
  return { reason: 'SchedulerError', message, nominatedNodeName: '' }
}
