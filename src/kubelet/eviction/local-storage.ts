// Pods that use more of the node's disk than they may: an emptyDir beyond its limit, or containers with their logs and
// writable layers beyond theirs. Upstream: pkg/kubelet/eviction/eviction_manager.go localStorageEviction
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { podLimits } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import { formatQuantity, quantityValue } from '../../machinery/quantity/quantity.ts'
import type { PodDirectories } from '../volumes/pod-directories.ts'

/** What of a pod lies on disk. */
export interface LocalUsage {
  /** By name, of emptyDir volumes that are on disk. */
  readonly emptyDirs: ReadonlyMap<string, number>
  /** By name: writable layer and logs. */
  readonly containers: ReadonlyMap<string, number>
  /** What the kubelet itself keeps for it, such as /etc/hosts. */
  readonly otherBytes: number
}

const limitName = 'ephemeral-storage'

/** True where anything of the pod is limited. */
export function hasLocalLimits({ spec }: Pod): boolean {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  return (
    containers.some(({ resources }) => resources?.limits?.[limitName] !== undefined) ||
    (spec.volumes ?? []).some(
      ({ emptyDir }) => emptyDir?.sizeLimit !== undefined && emptyDir.medium !== 'Memory',
    )
  )
}

/** The message for the pod's status where it is over a limit. Pure. */
export function localStorageFault(pod: Pod, usage: LocalUsage): string | undefined {
  for (const { name, emptyDir } of pod.spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit
    const used = usage.emptyDirs.get(name)
    if (limit !== undefined && used !== undefined && quantityValue(limit) > 0 && used > quantityValue(limit))
      return `Usage of EmptyDir volume ${JSON.stringify(name)} exceeds the limit ${JSON.stringify(limit)}. `
  }
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)
  const total = sum(usage.emptyDirs.values()) + sum(usage.containers.values()) + usage.otherBytes
  const ofPod = podLimits(pod).get(limitName)
  const everyLimited = pod.spec.containers.every(
    ({ resources }) => resources?.limits?.[limitName] !== undefined,
  )
  if (ofPod !== undefined && everyLimited && total > quantityValue(ofPod))
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${formatQuantity(ofPod)}. `
  for (const { name, resources } of pod.spec.containers) {
    const limit = resources?.limits?.[limitName]
    if (limit !== undefined && (usage.containers.get(name) ?? 0) > quantityValue(limit))
      return `Container ${name} exceeded its local ephemeral storage limit ${JSON.stringify(limit)}. `
  }
  return undefined
}

export interface MeasureOptions {
  readonly directories: PodDirectories
  /** By container name: the writable layer, as the runtime counts it. */
  readonly writable: ReadonlyMap<string, number>
  /** The directory of a container's logs. */
  logs(container: string): string
  readonly signal: AbortSignal
}

export async function measureLocalUsage(pod: Pod, options: MeasureOptions): Promise<LocalUsage> {
  const { directories, writable, signal } = options
  const { uid } = pod.metadata
  const emptyDirs = new Map<string, number>()
  for (const { name, emptyDir } of pod.spec.volumes ?? [])
    if (emptyDir !== undefined && emptyDir.medium !== 'Memory')
      emptyDirs.set(name, await diskUsage(directories.volume(uid, 'empty-dir', name), signal))
  const containers = new Map<string, number>()
  for (const { name } of pod.spec.containers)
    containers.set(name, (writable.get(name) ?? 0) + (await diskUsage(options.logs(name), signal)))
  return { emptyDirs, containers, otherBytes: await diskUsage(directories.etcHosts(uid), signal) }
}

/** Bytes on disk of everything under a path; what vanishes meanwhile does not count. Links are not followed. */
export async function diskUsage(path: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted()
  const info = await lstat(path).catch(undefinedIfGone)
  if (info === undefined) return 0
  let total = info.blocks * 512
  if (!info.isDirectory()) return total
  for (const name of (await readdir(path).catch(undefinedIfGone)) ?? [])
    total += await diskUsage(join(path, name), signal)
  return total
}

function undefinedIfGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  return undefined
}
