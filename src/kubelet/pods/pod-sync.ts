// Carries out a pod's plan: stops what should not run, makes the sandbox, starts containers. One pass; whatever could not be
// done is told by container, and the worker comes again. Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod
import { mkdir } from 'node:fs/promises'
import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { isAbort } from '../../base/abort.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import { podDnsConfig } from '../container/dns-config.ts'
import { sandboxConfig } from '../container/sandbox-config.ts'
import { podLabel } from '../container/security-context.ts'
import type { PodSandboxConfig } from '../cri/cri.types.ts'
import { isCriError } from '../cri/cri-error.ts'
import { podLogsDirectory } from '../logs/log-paths.ts'
import type { RuntimeContainer, RuntimePod } from '../runtime/runtime-pod.ts'
import type { WaitingReason } from '../status/container-statuses.ts'
import type { MountedVolumes } from '../volumes/pod-volumes.ts'
import { removeContainer } from './container-removal.ts'
import { ContainerStartError } from './container-start-error.ts'
import { containerSpec, killContainer, killPod } from './kill-container.ts'
import { computePodActions, type PodActions } from './pod-actions.ts'
import type { PodContext } from './pod-context.ts'
import { isHostNetworkPod } from './sandbox-changed.ts'
import { startContainer } from './start-container.ts'

export interface SyncOptions {
  readonly pod: Pod
  readonly runtime: RuntimePod
  readonly mounted: MountedVolumes
  readonly hostIPs: readonly string[]
  readonly signal: AbortSignal
  /** Aborts when the pod is to end. */
  readonly interrupt: AbortSignal
}

export interface SyncResult {
  /** Something of the pod was changed. */
  readonly acted: boolean
  /** Of the containers that could not be started. */
  readonly waiting: ReadonlyMap<string, WaitingReason>
  /** Of those that were. */
  readonly started: ReadonlySet<string>
  /** When a container that has to wait may be tried again. */
  readonly retryAfterMs: number | undefined
  /** Something failed that is not only a matter of waiting. */
  readonly failed: boolean
}

/** Throws where the pod as a whole could not be served: no sandbox, the runtime is away. */
export async function syncPod(context: PodContext, options: SyncOptions): Promise<SyncResult> {
  const { pod, runtime, signal } = options
  const actions = computePodActions(pod, runtime, context.probes)
  if (actions.createSandbox && actions.sandboxId !== undefined)
    context.events.event(pod, {
      type: 'Normal',
      reason: 'SandboxChanged',
      message: 'Pod sandbox changed, it will be killed and re-created.',
    })
  if (actions.killPod) await killPod(context, { pod, runtime }, { signal })
  else await killUnwanted(context, actions, options)
  if (actions.createSandbox) await removeAll(context, initContainersOf(options), signal)
  else await removeAll(context, supersededInitContainers(options), signal)
  const wanted =
    actions.createSandbox ||
    actions.initContainersToStart.length +
      actions.containersToStart.length +
      actions.ephemeralContainersToStart.length >
      0
  if (!wanted)
    return {
      acted: hasKilled(actions, options),
      waiting: new Map(),
      started: new Set(),
      retryAfterMs: undefined,
      failed: false,
    }
  const sandbox = await ensureSandbox(context, actions, options)
  return await startAll(context, actions, { ...options, ...sandbox })
}

function hasKilled(actions: PodActions, { runtime }: SyncOptions): boolean {
  const stopped = actions.killPod && runtime.sandboxes.some(({ ready }) => ready)
  return stopped || actions.containersToKill.size > 0
}

async function killUnwanted(context: PodContext, actions: PodActions, options: SyncOptions): Promise<void> {
  const { pod, runtime, signal } = options
  for (const [containerId, { name, message, reason }] of actions.containersToKill) {
    const container = containerSpec(pod, name) ?? { name }
    const podIP = runtime.ips[0] ?? ''
    await killContainer(context, { pod, container }, { containerId, message, reason, podIP, signal })
  }
}

/** They run anew in a new sandbox. */
function initContainersOf({ pod, runtime }: SyncOptions): readonly RuntimeContainer[] {
  const names = new Set((pod.spec.initContainers ?? []).map(({ name }) => name))
  return runtime.containers.filter(({ name }) => names.has(name))
}

/** Only the last attempt of each is kept. Upstream: pruneInitContainersBeforeStart */
function supersededInitContainers(options: SyncOptions): readonly RuntimeContainer[] {
  const seen = new Set<string>()
  return initContainersOf(options).filter(({ name, state }) => {
    if (state !== 'exited' && state !== 'unknown') return false
    if (seen.has(name)) return true
    seen.add(name)
    return false
  })
}

async function removeAll(
  context: PodContext,
  containers: readonly RuntimeContainer[],
  signal: AbortSignal,
): Promise<void> {
  for (const { id, logPath } of containers) await removeContainer(context.cri, { id, logPath }, { signal })
}

interface Sandbox {
  readonly sandboxId: string
  readonly sandbox: MessageInit<PodSandboxConfig>
  readonly podIPs: readonly string[]
}

async function ensureSandbox(
  context: PodContext,
  actions: PodActions,
  options: SyncOptions,
): Promise<Sandbox> {
  const { pod, runtime, hostIPs } = options
  const sandbox = await configOf(context, actions, pod)
  const sandboxId = actions.createSandbox
    ? await createSandbox(context, sandbox, options)
    : (actions.sandboxId ?? '')
  const ips = actions.createSandbox ? await sandboxIPs(context, sandboxId, options) : runtime.ips
  return { sandboxId, sandbox, podIPs: isHostNetworkPod(pod) ? hostIPs : ips }
}

async function configOf(
  context: PodContext,
  actions: PodActions,
  pod: Pod,
): Promise<MessageInit<PodSandboxConfig>> {
  const { logRoot, clusterDNS, clusterDomain } = context.settings
  const dns = { clusterDNS, clusterDomain, host: await context.resolvConf() }
  if (actions.createSandbox && podDnsConfig(pod, dns).missingClusterDNS)
    context.events.event(pod, {
      type: 'Warning',
      reason: 'MissingClusterDNS',
      message: `pod: ${JSON.stringify(podLabel(pod))}. kubelet does not have ClusterDNS IP configured and cannot create Pod using "${pod.spec.dnsPolicy ?? 'ClusterFirst'}" policy. Falling back to "Default" policy.`,
    })
  return sandboxConfig(pod, {
    attempt: actions.attempt,
    logRoot,
    dns,
    cgroupParent: context.cgroups.parent(pod),
  })
}

async function createSandbox(
  context: PodContext,
  config: MessageInit<PodSandboxConfig>,
  { pod, signal, interrupt }: SyncOptions,
): Promise<string> {
  const { namespace = '', name, uid } = pod.metadata
  try {
    const { runtimeClassName = '' } = pod.spec
    const runtimeHandler = await context.runtimeHandler(runtimeClassName, { signal })
    const logs = podLogsDirectory(context.settings.logRoot, { namespace, name, uid })
    await mkdir(logs, { recursive: true, mode: 0o755 })
    const { podSandboxId } = await context.cri.runPodSandbox({ config, runtimeHandler }, { signal })
    return podSandboxId
  } catch (error) {
    // Making it may well fail for a pod that is being deleted.
    if (isAbort(error, signal) || interrupt.aborted) throw error
    context.events.event(pod, {
      type: 'Warning',
      reason: 'FailedCreatePodSandBox',
      message: `Failed to create pod sandbox: ${(error as Error).message}`,
    })
    throw error
  }
}

async function sandboxIPs(
  context: PodContext,
  podSandboxId: string,
  { signal }: SyncOptions,
): Promise<readonly string[]> {
  const { status } = await context.cri.podSandboxStatus({ podSandboxId }, { signal })
  const { network } = status ?? {}
  if (network === undefined) return []
  return [network.ip, ...network.additionalIps.map(({ ip }) => ip)].filter((ip) => ip !== '')
}

interface Start {
  readonly container: Container
  readonly targetName?: string | undefined
  /** Its failure keeps the ones after it from being started. */
  readonly blocks: boolean
}

function startsOf(actions: PodActions, { spec }: Pod): readonly Start[] {
  const pick = <T>(list: readonly T[] | undefined, indices: readonly number[]) =>
    indices.map((index) => list?.[index]).filter((one) => one !== undefined)
  const { ephemeralContainersToStart, initContainersToStart, containersToStart } = actions
  return [
    ...pick(spec.ephemeralContainers, ephemeralContainersToStart).map((container) => ({
      container,
      targetName: container.targetContainerName,
      blocks: false,
    })),
    ...pick(spec.initContainers, initContainersToStart).map((container) => ({
      container,
      blocks: !isSidecar(container),
    })),
    ...pick(spec.containers, containersToStart).map((container) => ({ container, blocks: false })),
  ]
}

async function startAll(
  context: PodContext,
  actions: PodActions,
  options: SyncOptions & Sandbox,
): Promise<SyncResult> {
  const waiting = new Map<string, WaitingReason>()
  const started = new Set<string>()
  const retries: number[] = []
  let failed = false
  for (const { container, targetName, blocks } of startsOf(actions, options.pod)) {
    options.interrupt.throwIfAborted()
    try {
      await startContainer(context, { ...options, container, targetName })
      started.add(container.name)
    } catch (error) {
      if (!(error instanceof ContainerStartError)) throw error
      waiting.set(container.name, { reason: error.reason, message: error.message })
      if (error.retryAfterMs === undefined) failed = true
      else retries.push(error.retryAfterMs)
      if (blocks) break
    }
  }
  const retryAfterMs = retries.length === 0 ? undefined : Math.min(...retries)
  return { acted: actions.createSandbox || started.size > 0, waiting, started, retryAfterMs, failed }
}

/** The runtime cannot be reached, which is no fault of the pod. */
export function isRuntimeAway(error: unknown): boolean {
  return isCriError(error, 'Unavailable') || isCriError(error, 'DeadlineExceeded')
}
