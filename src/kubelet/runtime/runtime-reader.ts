// Reads what the runtime has, through CRI: everything at a glance for the pod lifecycle events, and one pod in full for its
// worker. Never changes anything.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go GetPods, GetPodStatus

import type { ContainerStatus, PodSandboxStatus } from '../cri/cri.types.ts'
import type { CriCallOptions, CriClient } from '../cri/cri-client.ts'
import { isCriError } from '../cri/cri-error.ts'
import { containerNameLabel, podUidLabel, readContainerAnnotations } from './runtime-labels.ts'
import type { RuntimeContainer, RuntimePod, RuntimeSandbox } from './runtime-pod.ts'
import { runtimeContainerState } from './runtime-state.ts'
import { terminationMessage } from './termination-message.ts'

function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n)
}

/** Everything about one pod; empty where the runtime has nothing. What vanishes between two calls is left out. */
export async function readRuntimePod(
  cri: CriClient,
  pod: { readonly uid: string; readonly name: string; readonly namespace: string },
  options: CriCallOptions,
): Promise<RuntimePod> {
  const filter = { labelSelector: { [podUidLabel]: pod.uid } }
  const [listedSandboxes, listedContainers] = await Promise.all([
    cri.listPodSandbox({ filter }, options),
    cri.listContainers({ filter }, options),
  ])
  const [sandboxes, containers] = await Promise.all([
    Promise.all(listedSandboxes.items.map(({ id }) => readSandbox(cri, id, options))),
    Promise.all(
      listedContainers.containers.map(({ id, podSandboxId }) =>
        readContainer(cri, { id, sandboxId: podSandboxId }, options),
      ),
    ),
  ])
  return assemble(pod, { sandboxes, containers })
}

function assemble(
  pod: { readonly uid: string; readonly name: string; readonly namespace: string },
  found: {
    readonly sandboxes: readonly (RuntimeSandbox | undefined)[]
    readonly containers: readonly (RuntimeContainer | undefined)[]
  },
): RuntimePod {
  const sandboxes = found.sandboxes.filter((one) => one !== undefined).toSorted(newestFirst)
  const containers = found.containers.filter((one) => one !== undefined).toSorted(newestFirst)
  const newest = sandboxes[0]
  const ips = newest?.ready === true ? (newest.ips ?? []) : []
  return { ...pod, ips, sandboxes, containers }
}

function newestFirst(
  a: { readonly createdAtMs: number; readonly attempt?: number; readonly restartCount?: number },
  b: { readonly createdAtMs: number; readonly attempt?: number; readonly restartCount?: number },
): number {
  const later = b.createdAtMs - a.createdAtMs
  return later !== 0 ? later : (b.attempt ?? b.restartCount ?? 0) - (a.attempt ?? a.restartCount ?? 0)
}

async function readSandbox(
  cri: CriClient,
  id: string,
  options: CriCallOptions,
): Promise<RuntimeSandbox | undefined> {
  try {
    const { status } = await cri.podSandboxStatus({ podSandboxId: id }, options)
    return status === undefined ? undefined : toRuntimeSandbox(status)
  } catch (error) {
    if (isCriError(error, 'NotFound')) return undefined
    throw error
  }
}

function toRuntimeSandbox(status: PodSandboxStatus): RuntimeSandbox {
  const { network } = status
  return {
    id: status.id,
    ready: status.state === 'SANDBOX_READY',
    attempt: status.metadata?.attempt ?? 0,
    createdAtMs: milliseconds(status.createdAt),
    ips: network && [network.ip, ...network.additionalIps.map(({ ip }) => ip)].filter((ip) => ip !== ''),
    hostNetwork: status.linux?.namespaces?.options?.network === 'NODE',
  }
}

async function readContainer(
  cri: CriClient,
  container: { readonly id: string; readonly sandboxId: string },
  options: CriCallOptions,
): Promise<RuntimeContainer | undefined> {
  try {
    const { status } = await cri.containerStatus({ containerId: container.id }, options)
    return status === undefined ? undefined : await toRuntimeContainer(status, container.sandboxId)
  } catch (error) {
    if (isCriError(error, 'NotFound')) return undefined
    throw error
  }
}

// Upstream: kuberuntime_container.go toKubeContainerStatus, convertToKubeContainerStatus
async function toRuntimeContainer(status: ContainerStatus, sandboxId: string): Promise<RuntimeContainer> {
  const notes = readContainerAnnotations(status.annotations)
  const state = runtimeContainerState(status.state)
  const exited = state === 'exited'
  const left = exited ? await terminationMessage(status, notes) : ''
  const linux = status.user?.linux
  return {
    id: status.id,
    name: status.labels[containerNameLabel] ?? status.metadata?.name ?? '',
    sandboxId,
    state,
    hash: notes.hash,
    restartCount: notes.restartCount,
    createdAtMs: milliseconds(status.createdAt),
    startedAtMs: state === 'created' ? 0 : milliseconds(status.startedAt),
    finishedAtMs: exited ? milliseconds(status.finishedAt) : 0,
    exitCode: exited ? status.exitCode : 0,
    reason: exited ? status.reason : '',
    message: exited ? [status.message, left].filter((text) => text !== '').join(': ') : '',
    image: status.image?.image ?? '',
    imageRef: status.imageRef,
    imageId: status.imageId === '' ? status.imageRef : status.imageId,
    logPath: status.logPath,
    mounts: status.mounts.map(({ hostPath, containerPath }) => ({ hostPath, containerPath })),
    user: linux && {
      uid: Number(linux.uid),
      gid: Number(linux.gid),
      supplementalGroups: linux.supplementalGroups.map(Number),
    },
  }
}
