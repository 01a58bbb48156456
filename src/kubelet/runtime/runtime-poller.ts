// Looks once a second at what the runtime has, and tells which pods changed. From it the kubelet learns that a container
// ended; everything else it asks anew. Upstream: pkg/kubelet/pleg/generic.go
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Container, PodSandbox } from '../cri/cri.types.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { Wakeup } from '../wakeup.ts'
import { containerNameLabel, podNameLabel, podNamespaceLabel, podUidLabel } from './runtime-labels.ts'
import { type RuntimeContainerState, runtimeContainerState } from './runtime-state.ts'

export interface SeenContainer {
  readonly id: string
  readonly name: string
  readonly sandboxId: string
  readonly state: RuntimeContainerState
  readonly createdAt: bigint
  readonly imageRef: string
}

export interface SeenSandbox {
  readonly id: string
  readonly ready: boolean
  readonly createdAt: bigint
}

/** A pod at a glance. */
export interface SeenPod {
  readonly uid: string
  readonly name: string
  readonly namespace: string
  readonly sandboxes: readonly SeenSandbox[]
  readonly containers: readonly SeenContainer[]
}

export type SeenPods = ReadonlyMap<string, SeenPod>

export interface RuntimePollerOptions {
  readonly cri: CriClient
  readonly clock: Clock
  readonly log: Logger
  /** A pod has changed, appeared or gone. */
  onChange(podUid: string): void
  /** The runtime answers again after it did not. */
  onRecovery(): void
}

const periodMs = 1_000
const leastMs = 50

export class RuntimePoller {
  readonly #options: RuntimePollerOptions
  #seen: SeenPods | undefined
  #away = false
  #lastSuccessMs: number | undefined
  readonly #wakeup = new Wakeup()

  constructor(options: RuntimePollerOptions) {
    this.#options = options
  }

  /** As of the last look; undefined before the first. */
  get pods(): SeenPods | undefined {
    return this.#seen
  }

  /** By the monotonic clock. */
  get lastSuccessMs(): number | undefined {
    return this.#lastSuccessMs
  }

  /** Looks again soon: something has happened. */
  hurry(): void {
    this.#wakeup.wake()
  }

  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      this.#wakeup.clear()
      await this.#try(signal)
      // Events come in swarms.
      await sleep(this.#options.clock, leastMs, { signal })
      await this.#wakeup.wait(this.#options.clock, periodMs - leastMs, { signal })
    }
  }

  async #try(signal: AbortSignal): Promise<void> {
    const { log, clock, onRecovery } = this.#options
    try {
      await this.look({ signal })
      this.#lastSuccessMs = clock.monotonic()
      if (!this.#away) return
      this.#away = false
      log.info('the container runtime answers again')
      onRecovery()
    } catch (error) {
      if (isAbort(error, signal)) throw error
      if (!this.#away) log.warn('the container runtime does not answer', { error: (error as Error).message })
      this.#away = true
    }
  }

  async look(options: { readonly signal: AbortSignal }): Promise<SeenPods> {
    const { cri, onChange } = this.#options
    const [sandboxes, containers] = await Promise.all([
      cri.listPodSandbox({}, options),
      cri.listContainers({}, options),
    ])
    const now = groupByPod(sandboxes.items, containers.containers)
    const before = this.#seen
    this.#seen = now
    for (const uid of changedPods(before, now)) onChange(uid)
    return now
  }
}

/** What was not made for a pod is left out. */
export function groupByPod(sandboxes: readonly PodSandbox[], containers: readonly Container[]): SeenPods {
  const pods = new Map<string, { seen: SeenPod; sandboxes: SeenSandbox[]; containers: SeenContainer[] }>()
  const podOf = (labels: Readonly<Record<string, string>>) => {
    const uid = labels[podUidLabel]
    if (uid === undefined) return undefined
    const known = pods.get(uid)
    if (known !== undefined) return known
    const lists = { sandboxes: [], containers: [] }
    const seen = {
      uid,
      name: labels[podNameLabel] ?? '',
      namespace: labels[podNamespaceLabel] ?? '',
      ...lists,
    }
    const made = { seen, ...lists }
    pods.set(uid, made)
    return made
  }
  for (const { id, state, createdAt, labels } of sandboxes)
    podOf(labels)?.sandboxes.push({ id, ready: state === 'SANDBOX_READY', createdAt })
  for (const { id, podSandboxId, state, createdAt, labels, imageRef } of containers)
    podOf(labels)?.containers.push({
      id,
      name: labels[containerNameLabel] ?? '',
      sandboxId: podSandboxId,
      state: runtimeContainerState(state),
      createdAt,
      imageRef,
    })
  return new Map([...pods].map(([uid, { seen }]) => [uid, seen]))
}

function signature(pod: SeenPod | undefined): string {
  if (pod === undefined) return ''
  const sandboxes = pod.sandboxes.map(({ id, ready }) => `${id}:${ready}`).toSorted()
  const containers = pod.containers.map(({ id, state }) => `${id}:${state}`).toSorted()
  return [...sandboxes, ...containers].join(',')
}

export function changedPods(before: SeenPods | undefined, now: SeenPods): readonly string[] {
  const uids = new Set([...(before?.keys() ?? []), ...now.keys()])
  return [...uids].filter((uid) => signature(before?.get(uid)) !== signature(now.get(uid)))
}

export function isRunning(pod: SeenPod): boolean {
  return pod.sandboxes.some(({ ready }) => ready) || pod.containers.some(({ state }) => state === 'running')
}
