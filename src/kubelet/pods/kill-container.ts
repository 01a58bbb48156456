// Stops containers as they want to be stopped: preStop hook, then the runtime's SIGTERM and, after the grace period, SIGKILL.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer, killContainersWithSyncResult

import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import { isCriError } from '../cri/cri-error.ts'
import { runHook } from '../probes/lifecycle-hook.ts'
import { type RuntimeContainer, type RuntimePod, runningContainers } from '../runtime/runtime-pod.ts'
import { containerFieldPath } from './container-events.ts'
import type { KillReason } from './container-kill.ts'
import { minimumGraceSeconds, terminationGraceSeconds } from './grace-period.ts'
import type { PodContext } from './pod-context.ts'
import { terminationPrerequisites } from './termination-order.ts'

export interface KillOptions {
  readonly containerId: string
  /** For the event; "Stopping container x" where empty. */
  readonly message: string
  readonly reason: KillReason
  /** Instead of what the pod says. */
  readonly graceSeconds?: number | undefined
  readonly podIP: string
  /** Resolves when it is this container's turn; see termination-order.ts. */
  readonly turn?: Promise<void>
  readonly signal: AbortSignal
}

type Killing = Pick<PodContext, 'cri' | 'clock' | 'events' | 'log'>

export async function killContainer(
  context: Killing,
  target: { readonly pod: Pod; readonly container: Container },
  options: KillOptions,
): Promise<void> {
  const { pod, container } = target
  const { clock, cri } = context
  const fieldPath = containerFieldPath(pod, container.name)
  context.events.event(pod, {
    type: 'Normal',
    reason: 'Killing',
    message: options.message === '' ? `Stopping container ${container.name}` : options.message,
    ...(fieldPath !== undefined && { fieldPath }),
  })
  const grace = options.graceSeconds ?? terminationGraceSeconds(pod, container, options.reason)
  const deadline = clock.monotonic() + grace * 1000
  const left = () => Math.max(0, deadline - clock.monotonic())
  if (grace > 0) await preStop(context, target, { ...options, limitMs: left() })
  if (options.turn !== undefined)
    await within(clock, options.turn, { limitMs: left(), signal: options.signal })
  const seconds = Math.max(minimumGraceSeconds, Math.floor(left() / 1000))
  try {
    await cri.stopContainer(
      { containerId: options.containerId, timeout: BigInt(seconds) },
      { signal: options.signal },
    )
  } catch (error) {
    if (!isCriError(error, 'NotFound')) throw error
  }
}

/** A hook that fails or takes too long does not keep the container from being stopped. */
async function preStop(
  context: Killing,
  { pod, container }: { readonly pod: Pod; readonly container: Container },
  options: KillOptions & { readonly limitMs: number },
): Promise<void> {
  const handler = container.lifecycle?.preStop
  if (handler === undefined) return
  const { clock, cri, events, log } = context
  const { containerId, podIP } = options
  const late = new AbortController()
  using _ = clock.after(options.limitMs, () => late.abort())
  const signal = AbortSignal.any([options.signal, late.signal])
  try {
    await runHook(handler, container, { cri, clock, containerId, podIP, signal })
  } catch (error) {
    options.signal.throwIfAborted()
    if (isAbort(error, late.signal)) {
      log.info('the preStop hook did not end within the grace period', {
        pod: pod.metadata.name,
        container: container.name,
      })
      return
    }
    const fieldPath = containerFieldPath(pod, container.name)
    // What it said may be secret.
    events.event(pod, {
      type: 'Warning',
      reason: 'FailedPreStopHook',
      message: 'PreStopHook failed',
      ...(fieldPath !== undefined && { fieldPath }),
    })
  }
}

async function within(
  clock: Clock,
  promise: Promise<void>,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const done = new AbortController()
  const either = AbortSignal.any([signal, done.signal])
  const limit = sleep(clock, limitMs, { signal: either }).catch(() => {})
  await Promise.race([promise, limit])
  done.abort()
  signal.throwIfAborted()
}

export interface KillPodOptions {
  readonly graceSeconds?: number | undefined
  readonly signal: AbortSignal
}

/** Stops all containers of a pod, sidecars last, and then its sandboxes. */
export async function killPod(
  context: Killing,
  target: { readonly pod: Pod; readonly runtime: RuntimePod },
  options: KillPodOptions,
): Promise<void> {
  const { pod, runtime } = target
  const running = runningContainers(runtime)
  const names = new Set(running.map(({ name }) => name))
  const order = terminationPrerequisites(pod.spec, names)
  const ends = new Map<string, Promise<void>>()
  const ended = new Map([...names].map((name) => [name, Promise.withResolvers<void>()]))
  for (const [name, { promise }] of ended) ends.set(name, promise)
  const results = await Promise.allSettled(
    running.map(async (found) => {
      const before = (order.get(found.name) ?? []).map((name) => ends.get(name))
      await killOne(context, { ...target, found }, { ...options, turn: Promise.all(before).then(() => {}) })
      ended.get(found.name)?.resolve()
    }),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
  await stopSandboxes(context, runtime, options)
}

async function killOne(
  context: Killing,
  {
    pod,
    runtime,
    found,
  }: { readonly pod: Pod; readonly runtime: RuntimePod; readonly found: RuntimeContainer },
  options: KillPodOptions & { readonly turn: Promise<void> },
): Promise<void> {
  const container = containerSpec(pod, found.name) ?? { name: found.name }
  await killContainer(
    context,
    { pod, container },
    { ...options, containerId: found.id, message: '', reason: 'Unknown', podIP: runtime.ips[0] ?? '' },
  )
}

export function containerSpec(pod: Pod, name: string): Container | undefined {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec
  return [...containers, ...initContainers, ...ephemeralContainers].find((one) => one.name === name)
}

async function stopSandboxes(
  { cri }: Killing,
  { sandboxes }: RuntimePod,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  for (const { id } of sandboxes) {
    try {
      await cri.stopPodSandbox({ podSandboxId: id }, { signal })
    } catch (error) {
      if (!isCriError(error, 'NotFound')) throw error
    }
  }
}
