// What of the ended containers, sandboxes and logs may go: everything of pods that are gone, and for the others all but the
// last attempt of each container, which `kubectl logs --previous` shows. planGC() decides, collectGarbage() removes.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_gc.go
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../base/log.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { CriError } from '../cri/cri-error.ts'
import { parsePodLogsDirectory } from '../logs/log-paths.ts'
import type { SeenContainer, SeenPod, SeenPods } from '../runtime/runtime-poller.ts'
import { removeContainer } from './container-removal.ts'

export interface GarbagePlan {
  readonly containers: readonly string[]
  readonly sandboxes: readonly string[]
}

/** Dead ones kept of each container. */
const keptAttempts = 1

export function planGC(pods: SeenPods, isWanted: (podUid: string) => boolean): GarbagePlan {
  const containers: string[] = []
  const sandboxes: string[] = []
  for (const pod of pods.values()) {
    const gone = !isWanted(pod.uid)
    const removed = new Set(removableContainers(pod, gone))
    containers.push(...removed)
    const used = new Set(
      pod.containers.filter(({ id }) => !removed.has(id)).map(({ sandboxId }) => sandboxId),
    )
    sandboxes.push(...removableSandboxes(pod, gone).filter((id) => !used.has(id)))
  }
  return { containers, sandboxes }
}

function newestFirst(a: { readonly createdAt: bigint }, b: { readonly createdAt: bigint }): number {
  return a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0
}

function removableContainers(pod: SeenPod, gone: boolean): readonly string[] {
  const dead = pod.containers.filter(({ state }) => state !== 'running')
  if (gone) return dead.map(({ id }) => id)
  const byName = Map.groupBy(dead, ({ name }: SeenContainer) => name)
  return [...byName.values()].flatMap((attempts) =>
    attempts
      .toSorted(newestFirst)
      .slice(keptAttempts)
      .map(({ id }) => id),
  )
}

/** The newest one of a pod that is still there tells the addresses it had. */
function removableSandboxes(pod: SeenPod, gone: boolean): readonly string[] {
  const sorted = pod.sandboxes.toSorted(newestFirst)
  return sorted.filter(({ ready }, index) => !ready && (gone || index > 0)).map(({ id }) => id)
}

export interface CollectOptions {
  readonly cri: CriClient
  readonly log: Logger
  readonly logRoot: string
  readonly signal: AbortSignal
}

export async function collectGarbage(plan: GarbagePlan, options: CollectOptions): Promise<void> {
  const { cri, log, signal } = options
  for (const id of plan.containers)
    await attempt(log, async () => {
      const { status } = await cri.containerStatus({ containerId: id }, { signal })
      await removeContainer(cri, { id, logPath: status?.logPath ?? '' }, { signal })
    })
  for (const podSandboxId of plan.sandboxes)
    await attempt(log, () => cri.removePodSandbox({ podSandboxId }, { signal }))
}

/** What cannot be removed now is tried again with the next collection. */
async function attempt(log: Logger, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove()
  } catch (error) {
    if (!(error instanceof CriError)) throw error
    if (error.code !== 'NotFound') log.warn('could not remove what has ended', { error: error.message })
  }
}

/** Removes the logs of pods that are gone. */
export async function removeOrphanedLogs(
  logRoot: string,
  isWanted: (podUid: string) => boolean,
): Promise<void> {
  const names = await readdir(logRoot).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return []
  })
  for (const name of names) {
    const owner = parsePodLogsDirectory(name)
    if (owner !== undefined && !isWanted(owner.uid))
      await rm(join(logRoot, name), { recursive: true, force: true })
  }
}
