// Removes what a containerd of ours has running. While it answers, pods are removed over CRI, so that their network is
// taken down in order. What is left when it has stopped (or could never start) is ended by force: containers, shims,
// cgroups, mounts, sockets. Files stay; whoever owns the directory removes it, and may, since nothing is mounted in it.
import { execFile } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { PodSandbox } from '../cri/cri.types.ts'
import { type CriClient, createCriClient } from '../cri/cri-client.ts'
import { CriError } from '../cri/cri-error.ts'
import type { ContainerdPaths } from './containerd.config.ts'
import { Containerd, type ContainerdOptions, isContainerdOf } from './containerd.ts'
import { ContainerdError } from './containerd-error.ts'
import { unmountAllUnder } from './mounts.ts'
import { endProcesses, hasFlag } from './processes.ts'

export interface RemoveOptions {
  readonly log: Logger
  readonly signal: AbortSignal
}

// Each waits for processes and network plugins, so several at a time.
const podsAtOnce = 8

/** Stops and removes every sandbox with its containers; answers with how many are left. */
export async function removeAllPods(cri: CriClient, options: RemoveOptions): Promise<number> {
  const { items } = await cri.listPodSandbox({}, { signal: options.signal })
  let left = 0
  for (let start = 0; start < items.length; start += podsAtOnce) {
    const removed = await Promise.all(
      items.slice(start, start + podsAtOnce).map((pod) => removePod(cri, { pod, ...options })),
    )
    left += removed.filter((done) => !done).length
  }
  return left
}

async function removePod(
  cri: CriClient,
  { pod, log, signal }: RemoveOptions & { readonly pod: PodSandbox },
): Promise<boolean> {
  const { id: podSandboxId, metadata } = pod
  try {
    await cri.stopPodSandbox({ podSandboxId }, { signal })
    await cri.removePodSandbox({ podSandboxId }, { signal })
    return true
  } catch (error) {
    if (!(error instanceof CriError)) throw error
    log.warn('cannot remove a pod', {
      pod: metadata?.name,
      namespace: metadata?.namespace,
      error: error.message,
    })
    return false
  }
}

export interface SweepOptions extends RemoveOptions {
  readonly clock: Clock
  /** The program runc. */
  readonly runc: string
}

/** Ends by force what is left of a stopped containerd. Throws a ContainerdError when something stays mounted. */
export async function sweep(paths: ContainerdPaths, options: SweepOptions): Promise<void> {
  const { clock, log, signal } = options
  const now = { clock, signal }
  await endProcesses(isContainerdOf(paths), { ...now, graceMs: 5_000 })
  const sockets = await shimSockets(paths)
  const containers = await deleteContainers(paths, options)
  await removeNetworkResults(containers)
  const shims = await endProcesses((args) => hasFlag(args, { flag: '-address', value: paths.socket }), now)
  const left = await unmountAllUnder(paths.directory, { signal })
  for (const socket of sockets) await rm(socket, { force: true })
  if (containers.length + shims > 0)
    log.info('ended what containerd had left running', { containers: containers.length, shims })
  if (left.length > 0) throw new ContainerdError('NotClean', `cannot unmount ${left.join(', ')}`)
}

/** Removes all pods and whatever else runs, starting containerd for it if need be. */
export async function cleanupContainerd(
  options: ContainerdOptions,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { clock, log, programs } = options
  const containerd = new Containerd(options)
  try {
    await using group = new TaskGroup({ signal })
    group.spawn((stop) => containerd.run(stop))
    await containerd.ready({ signal: group.signal })
    const cri = createCriClient({ socket: containerd.socket, clock })
    try {
      await removeAllPods(cri, { log, signal })
    } finally {
      cri.close()
    }
  } catch (error) {
    signal.throwIfAborted()
    log.warn('containerd cannot remove its pods, which are ended by force', { error })
  }
  await sweep(containerd.paths, { clock, log, signal, runc: programs.runc })
}

/** With their processes and cgroups; answers with their IDs. Sandboxes are containers, too. */
async function deleteContainers(
  paths: ContainerdPaths,
  { runc, log, signal }: SweepOptions,
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const namespace of await listNames(paths.runcRoot)) {
    const root = join(paths.runcRoot, namespace)
    for (const id of await listNames(root)) {
      await promisify(execFile)(runc, ['--root', root, 'delete', '--force', id], { signal }).catch(
        (error: unknown) => {
          signal.throwIfAborted()
          log.warn('runc cannot delete a container', { id, error })
        },
      )
      ids.push(id)
    }
  }
  return ids
}

/**
 * What libcni noted of their networks, in one directory for the whole machine. The interfaces themselves went with the
 * network namespaces; addresses are the CNI configuration's affair.
 */
async function removeNetworkResults(ids: readonly string[]): Promise<void> {
  const directory = '/var/lib/cni/results'
  for (const name of ids.length === 0 ? [] : await listNames(directory)) {
    if (ids.some((id) => name.includes(`-${id}-`))) await rm(join(directory, name), { force: true })
  }
}

/** The shims listen in one directory for all containerds of the machine, under names that only the bundles tell. */
async function shimSockets(paths: ContainerdPaths): Promise<readonly string[]> {
  const tasks = join(paths.state, 'io.containerd.runtime.v2.task')
  const found: string[] = []
  for (const namespace of await listNames(tasks)) {
    for (const id of await listNames(join(tasks, namespace))) {
      const address = await readFile(join(tasks, namespace, id, 'address'), 'utf8').catch(() => '')
      const socket = /^unix:\/\/(\/run\/containerd\/s\/[0-9a-f]{64})$/.exec(address.trim())?.[1]
      if (socket !== undefined) found.push(socket)
    }
  }
  return found
}

async function listNames(directory: string): Promise<readonly string[]> {
  return await readdir(directory).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return []
  })
}
