// What a container leaves behind as its last words: the file at its terminationMessagePath, or the end of its log.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go getTerminationMessage, readLastStringFromContainerLogs
import { open } from 'node:fs/promises'
import type { ContainerStatus } from '../cri/cri.types.ts'
import { lastLogLines } from '../logs/log-tail.ts'
import type { ContainerNotes } from './runtime-labels.ts'

const maxFileBytes = 4096
const maxLogBytes = 2048
const maxLogLines = 80

export async function terminationMessage(status: ContainerStatus, notes: ContainerNotes): Promise<string> {
  const fallback =
    notes.fallbackToLogsOnError && status.exitCode !== 0 && status.reason !== 'ContainerCannotRun'
  const text = await messageFile(status, notes.terminationMessagePath)
  if (text !== '' || !fallback) return text
  return await messageFromLog(status.logPath)
}

async function messageFile(status: ContainerStatus, path: string): Promise<string> {
  if (path === '') return ''
  const mount = status.mounts.find(({ containerPath }) => containerPath === path)
  if (mount === undefined) return ''
  try {
    return await readEnd(mount.hostPath)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    return `Error on reading termination log ${mount.hostPath}: ${(error as Error).message}`
  }
}

/** The last bytes of a file that the container may have made as large as it liked. */
async function readEnd(path: string): Promise<string> {
  await using file = await open(path, 'r')
  const { size } = await file.stat()
  const length = Math.min(size, maxFileBytes)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
  return buffer.toString('utf8', 0, bytesRead)
}

async function messageFromLog(path: string): Promise<string> {
  try {
    const lines = await lastLogLines(path, { maxLines: maxLogLines, maxBytes: maxLogBytes })
    return lines
  } catch (error) {
    return `Error on reading termination message from logs: ${(error as Error).message}`
  }
}
