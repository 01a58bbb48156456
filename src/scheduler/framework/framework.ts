// A profile's plugins, sorted by extension point, and the rules of running each point.
// Upstream: pkg/scheduler/framework/runtime/framework.go.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { assert, must } from '../../base/assert.ts'
import type { NodeInfo } from '../cache/node-info.ts'
import type { PodInfo } from '../cache/pod-info.ts'
import type { QueuedPod } from '../queue/queued-pod.ts'
import type { WakeRule } from './cluster-event.ts'
import type { CycleState } from './cycle-state.ts'
import type { BindTarget, Handle, Plugin, PluginDefinition, PostFilterResult } from './plugin.ts'
import type { Rejections } from './rejections.ts'
import { errorVerdict, isRejection, success, type Verdict, verdictMessage } from './verdict.ts'

/** A plugin of a profile and how much its scores weigh. */
export interface ProfilePlugin {
  readonly plugin: PluginDefinition
  readonly weight?: number
}

type Named<K extends keyof Plugin> = { readonly name: string; readonly weight: number } & Required<
  Pick<Plugin, K>
> &
  Plugin

/** A verdict and the plugin that gave it. */
export interface Blame {
  readonly plugin: string
  readonly verdict: Verdict
}

export interface PreFilterOutcome {
  readonly blame?: Blame
  /** Only these nodes can pass, by the word of `restrictedBy`. */
  readonly nodeNames?: ReadonlySet<string>
  readonly restrictedBy: readonly string[]
}

export class Framework {
  readonly preEnqueue: readonly Named<'preEnqueue'>[]
  readonly filters: readonly Named<'filter'>[]
  readonly scorers: readonly Named<'score'>[]
  readonly wakeRules: ReadonlyMap<string, readonly WakeRule[]>
  readonly #plugins: readonly ({ readonly name: string; readonly weight: number } & Plugin)[]
  readonly #preFilters: readonly Named<'preFilter'>[]
  readonly #preScorers: readonly Named<'preScore'>[]
  readonly #queueSort: Named<'queueSort'>
  /** The plugin that gave the last verdict other than Success in filter(). */
  lastRejector = ''

  constructor(profile: readonly ProfilePlugin[], handle: Handle) {
    this.#plugins = profile.map(({ plugin, weight = 1 }) => ({
      ...plugin.create(handle),
      name: plugin.name,
      weight,
    }))
    this.wakeRules = new Map(profile.map(({ plugin }) => [plugin.name, plugin.wakesOn]))
    assert(this.wakeRules.size === profile.length, 'a plugin is listed twice')
    this.preEnqueue = this.#having('preEnqueue')
    this.filters = this.#having('filter')
    this.scorers = this.#having('score')
    this.#preFilters = this.#having('preFilter')
    this.#preScorers = this.#having('preScore')
    const sorters = this.#having('queueSort')
    assert(sorters.length === 1, 'a profile needs exactly one queueSort plugin')
    this.#queueSort = must(sorters[0], 'queueSort')
  }

  #having<K extends keyof Plugin>(point: K): readonly Named<K>[] {
    return this.#plugins.filter((plugin): plugin is Named<K> => plugin[point] !== undefined)
  }

  compareQueued(a: QueuedPod, b: QueuedPod): number {
    return this.#queueSort.queueSort(a, b)
  }

  preFilter(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): PreFilterOutcome {
    const skipped = new Set<string>()
    const restrictedBy: string[] = []
    let nodeNames: ReadonlySet<string> | undefined
    for (const plugin of this.#preFilters) {
      const result = plugin.preFilter(state, pod, nodes)
      const { verdict } = result
      if (verdict.code === 'Skip') skipped.add(plugin.name)
      else if (verdict.code !== 'Success') return { blame: { plugin: plugin.name, verdict }, restrictedBy }
      if (result.nodeNames === undefined) continue
      restrictedBy.push(plugin.name)
      nodeNames = nodeNames?.intersection(result.nodeNames) ?? result.nodeNames
      if (nodeNames.size === 0) return { blame: noNodeLeft(restrictedBy), restrictedBy }
    }
    state.skipFilter = skipped
    return { ...(nodeNames !== undefined && { nodeNames }), restrictedBy }
  }

  /** The filters that have something to say about the pod of this cycle. */
  activeFilters(state: CycleState): readonly Named<'filter'>[] {
    if (state.skipFilter.size === 0) return this.filters
    return this.filters.filter(({ name }) => !state.skipFilter.has(name))
  }

  /** The first verdict that is not Success; lastRejector tells whose. */
  filter(state: CycleState, node: NodeInfo, filters: readonly Named<'filter'>[]): Verdict {
    const { pod } = state.podInfo
    for (const plugin of filters) {
      const verdict = plugin.filter(state, pod, node)
      if (verdict.code !== 'Success') {
        this.lastRejector = plugin.name
        return verdict
      }
    }
    return success
  }

  addPod(state: CycleState, added: PodInfo, node: NodeInfo): void {
    for (const plugin of this.#preFilters) {
      if (!state.skipFilter.has(plugin.name)) plugin.addPod?.(state, added, node)
    }
  }

  removePod(state: CycleState, removed: PodInfo, node: NodeInfo): void {
    for (const plugin of this.#preFilters) {
      if (!state.skipFilter.has(plugin.name)) plugin.removePod?.(state, removed, node)
    }
  }

  /** The first plugin that helps ends the round; what the others said is joined. */
  postFilter(state: CycleState, pod: Pod, rejections: Rejections): PostFilterResult | undefined {
    const plugins = this.#having('postFilter')
    const reasons: string[] = []
    let last: PostFilterResult | undefined
    for (const plugin of plugins) {
      const result = plugin.postFilter(state, pod, rejections)
      if (result.verdict.code === 'Success' || !isRejection(result.verdict)) return result
      reasons.push(verdictMessage(result.verdict))
      if (last?.nominatedNodeName === undefined) last = result
    }
    return last === undefined ? undefined : { ...last, verdict: { code: 'Unschedulable', reasons } }
  }

  preScore(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): Blame | undefined {
    const skipped = new Set<string>()
    for (const plugin of this.#preScorers) {
      const verdict = plugin.preScore(state, pod, nodes)
      if (verdict.code === 'Skip') skipped.add(plugin.name)
      else if (verdict.code !== 'Success') return { plugin: plugin.name, verdict }
    }
    state.skipScore = skipped
    return undefined
  }

  reserve(state: CycleState, pod: Pod, nodeName: string): Blame | undefined {
    for (const plugin of this.#having('reserve')) {
      const verdict = plugin.reserve(state, pod, nodeName)
      if (verdict.code !== 'Success') return { plugin: plugin.name, verdict }
    }
    return undefined
  }

  unreserve(state: CycleState, pod: Pod, nodeName: string): void {
    for (const plugin of this.#having('unreserve').toReversed()) plugin.unreserve(state, pod, nodeName)
  }

  /** Plugins that let the pod wait, with their limits; or the one that rejected it. */
  permit(
    state: CycleState,
    pod: Pod,
    nodeName: string,
  ): { blame?: Blame; waits: ReadonlyMap<string, number> } {
    const waits = new Map<string, number>()
    for (const plugin of this.#having('permit')) {
      const { verdict, timeoutMs = 0 } = plugin.permit(state, pod, nodeName)
      if (verdict.code === 'Wait') waits.set(plugin.name, Math.min(timeoutMs, maxPermitMs))
      else if (verdict.code !== 'Success') return { blame: { plugin: plugin.name, verdict }, waits }
    }
    return { waits }
  }

  async preBind(state: CycleState, pod: Pod, target: BindTarget): Promise<Blame | undefined> {
    for (const plugin of this.#having('preBind')) {
      const verdict = await settled(plugin.preBind(state, pod, target), target.signal)
      if (verdict.code !== 'Success' && verdict.code !== 'Skip') return { plugin: plugin.name, verdict }
    }
    return undefined
  }

  async bind(state: CycleState, pod: Pod, target: BindTarget): Promise<Blame | undefined> {
    for (const plugin of this.#having('bind')) {
      const verdict = await settled(plugin.bind(state, pod, target), target.signal)
      if (verdict.code === 'Skip') continue
      return verdict.code === 'Success' ? undefined : { plugin: plugin.name, verdict }
    }
    return { plugin: '', verdict: { code: 'Error', reasons: ['no bind plugin took the pod'] } }
  }

  postBind(state: CycleState, pod: Pod, nodeName: string): void {
    for (const plugin of this.#having('postBind')) plugin.postBind(state, pod, nodeName)
  }
}

/** Upstream: runtime/framework.go maxTimeout. */
const maxPermitMs = 15 * 60 * 1000

function noNodeLeft(plugins: readonly string[]): Blame {
  const [first] = plugins
  const reason =
    plugins.length === 1
      ? `node(s) didn't satisfy plugin ${first}`
      : `node(s) didn't satisfy plugin(s) [${plugins.join(' ')}] simultaneously`
  return {
    plugin: plugins.at(-1) ?? '',
    verdict: { code: 'UnschedulableAndUnresolvable', reasons: [reason] },
  }
}

/** What the API answers with an error is a verdict too; only our own stop is passed on. */
async function settled(verdict: Promise<Verdict>, signal: AbortSignal): Promise<Verdict> {
  try {
    return await verdict
  } catch (error) {
    signal.throwIfAborted()
    return errorVerdict(error)
  }
}
