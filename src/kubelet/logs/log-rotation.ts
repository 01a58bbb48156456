// Keeps container logs within bounds: a log that has grown past the limit is renamed and the runtime told to open a new one;
// the oldest go. Upstream: pkg/kubelet/logs/container_log_manager.go
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { CriClient } from '../cri/cri-client.ts'
import { CriError } from '../cri/cri-error.ts'

export interface LogRotationOptions {
  readonly cri: CriClient
  readonly clock: Clock
  readonly log: Logger
  readonly maxBytes: number
  /** With the one that is written to. */
  readonly maxFiles: number
  /** Ids of the containers that run now. */
  running(): readonly string[]
}

const periodMs = 10_000

export async function runLogRotation(options: LogRotationOptions, signal: AbortSignal): Promise<void> {
  const { clock, log } = options
  // A log's path does not change while its container lives.
  const paths = new Map<string, string>()
  for (;;) {
    await sleep(clock, periodMs, { signal })
    const running = options.running()
    for (const id of paths.keys()) if (!running.includes(id)) paths.delete(id)
    for (const id of running) {
      try {
        await rotateContainer(options, { id, paths }, signal)
      } catch (error) {
        if (isAbort(error, signal)) throw error
        log.warn('could not rotate a log', { container: id, error: (error as Error).message })
      }
    }
  }
}

async function rotateContainer(
  options: LogRotationOptions,
  { id, paths }: { readonly id: string; readonly paths: Map<string, string> },
  signal: AbortSignal,
): Promise<void> {
  const { cri, maxBytes, maxFiles, clock } = options
  const known = paths.get(id)
  const path = known ?? (await cri.containerStatus({ containerId: id }, { signal })).status?.logPath ?? ''
  paths.set(id, path)
  if (path === '') return
  const size = await sizeOf(path)
  if (size === undefined || size < maxBytes) return
  await rotateLog(path, {
    maxFiles,
    nowMs: clock.now(),
    reopen: async () => {
      await cri.reopenContainerLog({ containerId: id }, { signal })
    },
  })
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export interface RotateOptions {
  readonly maxFiles: number
  readonly nowMs: number
  reopen(): Promise<void>
}

/** Renames the log with the time, has a new one opened, and removes the oldest beyond the limit. */
export async function rotateLog(path: string, options: RotateOptions): Promise<void> {
  const rotated = `${path}.${timestamp(options.nowMs)}`
  await rename(path, rotated)
  try {
    await options.reopen()
  } catch (error) {
    // Without a new one the runtime goes on writing to the old: it must keep its name.
    await rename(rotated, path)
    if (!(error instanceof CriError)) throw error
    return
  }
  const old = await rotatedLogs(path)
  for (const file of old.slice(0, Math.max(0, old.length - (options.maxFiles - 1))))
    await rm(file, { force: true })
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
}

/** Oldest first: their names hold the time. */
async function rotatedLogs(path: string): Promise<readonly string[]> {
  const directory = dirname(path)
  const prefix = `${basename(path)}.`
  const files = await readdir(directory)
  return files
    .filter((file) => file.startsWith(prefix))
    .toSorted()
    .map((file) => join(directory, file))
}
