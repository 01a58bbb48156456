// Mounts that volumes need, by mount(8) with argument lists, never a shell.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { listMountsUnder } from '../containerd/mounts.ts'
import { VolumeError } from './volume-error.ts'

const run = promisify(execFile)

async function mount(args: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await run('mount', [...args], { signal })
  } catch (error) {
    signal.throwIfAborted()
    const { stderr = '', message } = error as { readonly stderr?: string; readonly message: string }
    throw new VolumeError(`mount failed: ${stderr.trim() || message}`)
  }
}

export async function isMountPoint(path: string): Promise<boolean> {
  return (await listMountsUnder(path)).includes(path)
}

/** A file system in memory. */
export async function mountTmpfs(
  target: string,
  options: { readonly sizeBytes: number | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const { sizeBytes, signal } = options
  const size = sizeBytes === undefined ? [] : ['-o', `size=${sizeBytes}`]
  await mount(['-t', 'tmpfs', ...size, '--', 'tmpfs', target], signal)
}

/** Mounts what a descriptor of ours stands for, whatever its path names by now. */
export async function bindDescriptor(
  fd: number,
  options: { readonly target: string; readonly signal: AbortSignal },
): Promise<void> {
  const source = `/proc/${process.pid}/fd/${fd}`
  await mount(['--no-canonicalize', '--bind', '--', source, options.target], options.signal)
}

export async function unmount(target: string, options: { readonly signal: AbortSignal }): Promise<void> {
  await run('umount', ['--', target], options)
}
