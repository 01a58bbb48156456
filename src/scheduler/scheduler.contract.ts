// What the tests of this room share: builders of pods and nodes, and a world of objects that lies in real informers and a
// real scheduler cache, without a server.
import type { Node } from '../api/core/node/node.kind.ts'
import { Node as NodeKind } from '../api/core/node/node.kind.ts'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { silentLogger } from '../base/log.ts'
import { settle } from '../base/node/system-clock.ts'
import { seededRng } from '../base/rng.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { Informer, Informers } from '../client/cache.ts'
import type { Client } from '../client/client.ts'
import { SharedInformer } from '../client/shared-informer.ts'
import type { Kind, KubeObject } from '../machinery/kind.ts'
import { newPodInfo, type PodInfo } from './cache/pod-info.ts'
import { SchedulerCache } from './cache/scheduler-cache.ts'
import { NodeFinder } from './find-nodes.ts'
import { CycleState } from './framework/cycle-state.ts'
import { Framework, type ProfilePlugin } from './framework/framework.ts'
import type { Handle, PluginDefinition } from './framework/plugin.ts'
import type { Verdict } from './framework/verdict.ts'
import { SchedulerMetrics } from './metrics.ts'
import { defaultProfile } from './profile.ts'
import { Nominator } from './queue/nominator.ts'
import { NodeSelector } from './select-node.ts'

let serial = 0

function meta(name: string, more: object = {}) {
  serial++
  return {
    name,
    uid: `uid-${name}-${serial}`,
    resourceVersion: String(serial),
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...more,
  }
}

type Requests = Readonly<Record<string, string>>

export interface PodOptions {
  readonly requests?: Requests
  readonly spec?: Partial<Pod['spec']>
  readonly status?: Pod['status']
  readonly labels?: Readonly<Record<string, string>>
  readonly namespace?: string
  readonly meta?: object
  readonly priority?: number
  readonly nodeName?: string
}

/** A pod of one container. */
export function pod(name: string, options: PodOptions = {}): Pod {
  const { requests, spec, status, labels, namespace = 'default', priority, nodeName } = options
  const container = { name: 'c', image: 'i', ...(requests && { resources: { requests } }) }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(name, { namespace, ...(labels && { labels }), ...options.meta }),
    spec: {
      containers: [container],
      ...(priority !== undefined && { priority }),
      ...(nodeName !== undefined && { nodeName }),
      ...spec,
    },
    status: status ?? { phase: 'Pending' },
  }
}

export interface NodeOptions {
  readonly allocatable?: Requests
  readonly labels?: Readonly<Record<string, string>>
  readonly spec?: Partial<Node['spec']>
  readonly status?: Partial<NonNullable<Node['status']>>
}

/** A node with 4 CPUs, 32 GiB and room for 110 pods, labelled with its host name. */
export function node(name: string, options: NodeOptions = {}): Node {
  const allocatable = { cpu: '4', memory: '32Gi', pods: '110', ...options.allocatable }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: meta(name, { labels: { 'kubernetes.io/hostname': name, ...options.labels } }),
    spec: { ...options.spec },
    status: { capacity: allocatable, allocatable, ...options.status },
  }
}

/** Informers whose objects the test puts in by hand. */
export class HandInformers implements Informers {
  readonly #byKind = new Map<string, SharedInformer<KubeObject>>()

  of<T extends KubeObject>(kind: Kind<T>): Informer<T> {
    return this.#informer(kind as unknown as Kind) as unknown as Informer<T>
  }

  #informer(kind: Kind): SharedInformer<KubeObject> {
    const key = `${kind.apiVersion} ${kind.kind}`
    const known = this.#byKind.get(key)
    if (known !== undefined) return known
    const informer = new SharedInformer<KubeObject>({ kind, log: silentLogger, freeze: true })
    informer.replace([], '1')
    this.#byKind.set(key, informer)
    return informer
  }

  put<T extends KubeObject>(kind: Kind<T>, object: T): void {
    this.#informer(kind as unknown as Kind).apply({ type: 'ADDED', object })
  }

  remove<T extends KubeObject>(kind: Kind<T>, object: T): void {
    this.#informer(kind as unknown as Kind).apply({ type: 'DELETED', object })
  }

  async synced(): Promise<void> {}
  async run(): Promise<void> {}
}

export interface World {
  readonly nodes: readonly Node[]
  /** Bound ones lie on their nodes. */
  readonly pods?: readonly Pod[]
  readonly objects?: readonly (readonly [Kind, KubeObject])[]
  readonly nominated?: readonly (readonly [Pod, string])[]
}

/** Calls that nobody expects: a plugin under a table test decides, it does not write. */
const noClient = new Proxy({} as Client, {
  get(_target, name) {
    throw new Error(`the client was used: ${String(name)}`)
  },
})

/** One framework over a world that stands still. */
export class Bench {
  readonly cache = new SchedulerCache()
  readonly informers = new HandInformers()
  readonly clock = new VirtualClock({ settle })
  readonly metrics = new SchedulerMetrics('default-scheduler')
  readonly nominator = new Nominator()
  readonly handle: Handle
  readonly framework: Framework
  readonly finder: NodeFinder
  readonly selector: NodeSelector

  constructor(world: World, profile: readonly ProfilePlugin[] = defaultProfile, client: Client = noClient) {
    for (const [kind, object] of world.objects ?? []) this.informers.put(kind, object)
    for (const each of world.nodes) {
      this.informers.put(NodeKind, each)
      this.cache.setNode(each)
    }
    for (const each of world.pods ?? []) {
      this.informers.put(Pod, each)
      this.cache.setPod(each)
    }
    for (const [each, nodeName] of world.nominated ?? []) this.nominator.set(newPodInfo(each), nodeName)
    this.handle = this.#handle(client)
    this.framework = new Framework(profile, this.handle)
    this.finder = new NodeFinder({
      framework: this.framework,
      snapshot: this.cache,
      nominator: this.nominator,
    })
    this.selector = new NodeSelector(this.framework, seededRng(1))
  }

  #handle(client: Client): Handle {
    return {
      client,
      informers: this.informers,
      events: { event: () => {} },
      clock: this.clock,
      rng: seededRng(1),
      log: silentLogger,
      metrics: this.metrics,
      snapshot: this.cache,
      filterWithNominated: (state, info) => this.finder.filterWithNominated(state, info),
      addPod: (state, info, on) => this.framework.addPod(state, info, on),
      removePod: (state, info, on) => this.framework.removePod(state, info, on),
      nominatedPods: (nodeName) => this.nominator.podsFor(nodeName),
      rejectWaiting: () => false,
      activate: () => {},
      spawn: () => {},
    }
  }

  state(incoming: Pod): CycleState {
    return new CycleState(newPodInfo(incoming))
  }

  /** Verdict by node name, after preFilter; `*` where preFilter rejected the pod for all. */
  filter(incoming: Pod): Record<string, Verdict> {
    const state = this.state(incoming)
    const before = this.framework.preFilter(state, incoming, this.cache.nodes)
    if (before.blame !== undefined) return { '*': before.blame.verdict }
    const filters = this.framework.activeFilters(state)
    return Object.fromEntries(
      this.cache.nodes.map((info) => {
        const excluded = before.nodeNames !== undefined && !before.nodeNames.has(info.name)
        const verdict: Verdict = excluded
          ? { code: 'UnschedulableAndUnresolvable', reasons: ['not in preFilter result'] }
          : this.framework.filter(state, info, filters)
        return [info.name, verdict]
      }),
    )
  }

  /** Weighted scores by node name. */
  score(incoming: Pod): Record<string, number> {
    const state = this.state(incoming)
    const { nodes } = this.cache
    const error = this.framework.preScore(state, incoming, nodes)
    if (error !== undefined) throw new Error(`preScore of ${error.plugin}: ${error.verdict.code}`)
    const totals = this.selector.score(state, nodes)
    return Object.fromEntries(nodes.map((info, i) => [info.name, totals[i] ?? Number.NaN]))
  }

  infoOf(name: string): PodInfo | undefined {
    for (const info of this.cache.nodes) {
      const found = info.pods.find((each) => each.pod.metadata.name === name)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** A bench with one plugin (and the order of the queue, which every profile needs). */
export function benchOf(plugin: PluginDefinition, world: World): Bench {
  const sort = defaultProfile.filter((each) => each.plugin.name === 'PrioritySort')
  return new Bench(world, plugin.name === 'PrioritySort' ? sort : [...sort, { plugin }])
}

/** What a verdict says, short: 'ok', or the reasons; a leading '!' where preemption cannot help. */
export function brief(verdict: Verdict): string {
  if (verdict.code === 'Success') return 'ok'
  const reasons = (verdict.reasons ?? []).join('; ')
  return verdict.code === 'UnschedulableAndUnresolvable' ? `!${reasons}` : reasons
}

export function briefly(verdicts: Readonly<Record<string, Verdict>>): Record<string, string> {
  return Object.fromEntries(Object.entries(verdicts).map(([name, verdict]) => [name, brief(verdict)]))
}

/** Whether an event frees a pod that the plugin rejected. */
export function wakes(
  plugin: PluginDefinition,
  event: string,
  change: { pod: Pod; old?: KubeObject; next?: KubeObject },
): boolean {
  const { pod: waiting, ...rest } = change
  return plugin.wakesOn.some((rule) => {
    if (typeof rule === 'string') return rule === event
    return rule.on.some((each) => each === event) && rule.hint(waiting, rest)
  })
}
