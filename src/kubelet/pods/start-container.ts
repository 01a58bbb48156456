// Starts one container: back-off, image, configuration, creation, start, postStart hook; with the events that tell of each.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer; kuberuntime_manager.go doBackOff
import { mkdir, readdir } from 'node:fs/promises'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { isAbort } from '../../base/abort.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import { containerConfig } from '../container/container-config.ts'
import { podLabel } from '../container/security-context.ts'
import type { PodSandboxConfig } from '../cri/cri.types.ts'
import { CriError } from '../cri/cri-error.ts'
import { makeEnvironment } from '../env/environment.ts'
import { serviceEnvironment } from '../env/service-env.ts'
import { containerLogsDirectory, restartCountFromLogs } from '../logs/log-paths.ts'
import { HookError, runHook } from '../probes/lifecycle-hook.ts'
import { ProbeError } from '../probes/probe-result.ts'
import { hashContainer } from '../runtime/container-hash.ts'
import { findRuntimeContainer, type RuntimePod } from '../runtime/runtime-pod.ts'
import { containerMounts } from '../volumes/container-mounts.ts'
import type { MountedVolumes } from '../volumes/pod-volumes.ts'
import { containerFieldPath } from './container-events.ts'
import { ContainerStartError, type StartErrorReason } from './container-start-error.ts'
import type { PresentImage } from './image-puller.ts'
import { killContainer } from './kill-container.ts'
import type { PodContext } from './pod-context.ts'
import { pullSecrets } from './pull-secrets.ts'

export interface StartOptions {
  readonly pod: Pod
  readonly container: Container
  readonly runtime: RuntimePod
  readonly sandboxId: string
  readonly sandbox: MessageInit<PodSandboxConfig>
  readonly podIPs: readonly string[]
  readonly mounted: MountedVolumes
  /** An ephemeral container's target. */
  readonly targetName?: string | undefined
  /** What is begun with the runtime is finished. */
  readonly signal: AbortSignal
  /** Aborts what may take long when the pod is to end: pulls and hooks. */
  readonly interrupt: AbortSignal
}

/** Throws a ContainerStartError where the container could not be started. */
export async function startContainer(context: PodContext, options: StartOptions): Promise<void> {
  checkBackoff(context, options)
  const image = await ensureImage(context, options)
  const containerId = await createContainer(context, options, image)
  await run(context, options, containerId)
  await postStart(context, options, containerId)
}

function tell(
  context: PodContext,
  { pod, container }: Pick<StartOptions, 'pod' | 'container'>,
  event: { readonly type?: 'Normal' | 'Warning'; readonly reason: string; readonly message: string },
): void {
  const fieldPath = containerFieldPath(pod, container.name)
  context.events.event(pod, { type: 'Warning', ...event, ...(fieldPath !== undefined && { fieldPath }) })
}

/** Identifies a container over its restarts. Upstream: kuberuntime/helpers.go GetStableKey */
function stableKey(pod: Pod, container: Container): string {
  return `${pod.metadata.uid}_${container.name}_${hashContainer(container)}`
}

function checkBackoff(context: PodContext, options: StartOptions): void {
  const { pod, container, runtime } = options
  const last = runtime.containers.find(({ name, state }) => name === container.name && state === 'exited')
  if (last === undefined) return
  const key = stableKey(pod, container)
  const retryAfterMs = context.crashes.remainingMs(key, last.finishedAtMs)
  if (retryAfterMs === 0) {
    context.crashes.next(key, last.finishedAtMs)
    return
  }
  const message = `Back-off restarting failed container ${container.name} in pod ${podLabel(pod)}`
  tell(context, options, { reason: 'BackOff', message })
  throw new ContainerStartError('CrashLoopBackOff', {
    message: `back-off ${goSeconds(context.crashes.delayMs(key))} restarting failed container=${container.name} pod=${podLabel(pod)}`,
    retryAfterMs,
  })
}

/** `10s`, `1m20s`, `5m0s` */
function goSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

async function ensureImage(context: PodContext, options: StartOptions): Promise<PresentImage> {
  const { pod, container, sandbox, interrupt } = options
  try {
    return await context.images.ensure({
      pod,
      container,
      sandbox,
      secrets: () => pullSecrets(context.objects, pod, { signal: interrupt }),
      signal: interrupt,
    })
  } catch (error) {
    if (error instanceof ContainerStartError)
      tell(context, options, { reason: 'Failed', message: `Error: ${error.reason}` })
    throw error
  }
}

async function createContainer(
  context: PodContext,
  options: StartOptions,
  image: PresentImage,
): Promise<string> {
  const config = await configure(context, options, image)
  const { sandboxId: podSandboxId, sandbox: sandboxConfig, signal } = options
  try {
    const { containerId } = await context.cri.createContainer(
      { podSandboxId, config, sandboxConfig },
      { signal },
    )
    tell(context, options, { type: 'Normal', reason: 'Created', message: 'Container created' })
    return containerId
  } catch (error) {
    throw failed(context, options, { error, reason: 'CreateContainerError' })
  }
}

/** Tells of the failure and makes it the container's reason for waiting. Other errors go on as they are. */
function failed(
  context: PodContext,
  options: StartOptions,
  { error, reason }: { readonly error: unknown; readonly reason: StartErrorReason },
): unknown {
  if (isAbort(error, options.signal) || isAbort(error, options.interrupt)) return error
  const message = error instanceof CriError ? error.details : (error as Error).message
  tell(context, options, { reason: 'Failed', message: `Error: ${message}` })
  return new ContainerStartError(reason, { message, cause: error })
}

async function configure(context: PodContext, options: StartOptions, image: PresentImage) {
  try {
    return await buildConfig(context, options, image)
  } catch (error) {
    throw failed(context, options, { error, reason: 'CreateContainerConfigError' })
  }
}

async function buildConfig(context: PodContext, options: StartOptions, image: PresentImage) {
  const { pod, container, podIPs, mounted, signal } = options
  const environment = await environmentOf(context, options)
  const restartCount = await nextRestartCount(context, options)
  const mounts = await containerMounts(pod, container, {
    directories: context.directories,
    mounted,
    environment,
    podIPs,
    clusterDomain: context.settings.clusterDomain,
    rng: context.rng,
    signal,
  })
  await mkdir(logsOf(context, options), { recursive: true, mode: 0o755 })
  return containerConfig(pod, container, {
    restartCount,
    imageRef: image.id,
    imageUser: image,
    environment,
    mounts,
    seccompRoot: context.settings.seccompRoot,
    memoryCapacity: context.memoryCapacity,
    targetContainerId: targetId(options),
  })
}

async function environmentOf(
  context: PodContext,
  { pod, container, podIPs, interrupt: signal }: StartOptions,
): Promise<ReadonlyMap<string, string>> {
  const { namespace = '' } = pod.metadata
  const enableServiceLinks = pod.spec.enableServiceLinks !== false
  const services = await context.services({ signal })
  return await makeEnvironment(pod, container, {
    configMap: (name) => context.objects.configMap({ namespace, name }, { signal }),
    secret: (name) => context.objects.secret({ namespace, name }, { signal }),
    services: serviceEnvironment(services, { namespace, enableServiceLinks }),
    facts: { ...context.facts(), podIPs },
  })
}

function logsOf(context: PodContext, { pod, container }: StartOptions): string {
  const { namespace = '', name, uid } = pod.metadata
  return containerLogsDirectory(context.settings.logRoot, { namespace, name, uid }, container.name)
}

async function nextRestartCount(context: PodContext, options: StartOptions): Promise<number> {
  const last = findRuntimeContainer(options.runtime, options.container.name)
  if (last !== undefined) return last.restartCount + 1
  // The runtime may have lost its containers; their logs must not be written over.
  return restartCountFromLogs(await readdir(logsOf(context, options)).catch(() => []))
}

function targetId({ runtime, targetName = '' }: StartOptions): string | undefined {
  if (targetName === '') return undefined
  const target = findRuntimeContainer(runtime, targetName)
  if (target?.state !== 'running')
    throw new Error(`unable to find target container ${JSON.stringify(targetName)}`)
  return target.id
}

async function run(context: PodContext, options: StartOptions, containerId: string): Promise<void> {
  try {
    await context.cri.startContainer({ containerId }, { signal: options.signal })
    tell(context, options, { type: 'Normal', reason: 'Started', message: 'Container started' })
  } catch (error) {
    throw failed(context, options, { error, reason: 'RunContainerError' })
  }
}

async function postStart(context: PodContext, options: StartOptions, containerId: string): Promise<void> {
  const { pod, container, podIPs, signal, interrupt } = options
  const handler = container.lifecycle?.postStart
  if (handler === undefined) return
  const { cri, clock } = context
  const podIP = podIPs[0] ?? ''
  try {
    await runHook(handler, container, { cri, clock, containerId, podIP, signal: interrupt })
  } catch (error) {
    if (!(error instanceof HookError || error instanceof CriError || error instanceof ProbeError)) throw error
    tell(context, options, { reason: 'FailedPostStartHook', message: 'PostStartHook failed' })
    const kill = {
      containerId,
      podIP,
      signal,
      message: 'FailedPostStartHook',
      reason: 'FailedPostStartHook',
    } as const
    await killContainer(context, { pod, container }, kill)
    throw new ContainerStartError('PostStartHookError', { message: error.message, cause: error })
  }
}
