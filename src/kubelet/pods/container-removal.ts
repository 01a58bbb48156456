// Removes a container that has ended, its logs first: where they cannot be removed, the container stays and is tried again.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go removeContainer
import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { CriClient } from '../cri/cri-client.ts'
import { isCriError } from '../cri/cri-error.ts'

export async function removeContainer(
  cri: CriClient,
  container: { readonly id: string; readonly logPath: string },
  options: { readonly signal: AbortSignal },
): Promise<void> {
  if (container.logPath !== '') await removeLogs(container.logPath)
  try {
    await cri.removeContainer({ containerId: container.id }, options)
  } catch (error) {
    if (!isCriError(error, 'NotFound')) throw error
  }
}

/** The log and what rotation made of it: `0.log`, `0.log.20260101-000000`. */
async function removeLogs(logPath: string): Promise<void> {
  const directory = dirname(logPath)
  const name = basename(logPath)
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return []
  })
  for (const file of files)
    if (file === name || file.startsWith(`${name}.`)) await rm(join(directory, file), { force: true })
}
