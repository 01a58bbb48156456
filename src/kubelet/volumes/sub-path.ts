// subPath: mounts one directory or file out of a volume without being led out of it by links that a container put there
// (CVE-2017-1002101, CVE-2021-25741). The path is walked by descriptors without following links, and the descriptor that
// was checked is what is mounted. Upstream: pkg/volume/util/subpath/subpath_linux.go
import { constants, type Stats } from 'node:fs'
import { chmod, type FileHandle, mkdir, open, realpath, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { bindDescriptor, isMountPoint, unmount } from './mounter.ts'
import { VolumeError } from './volume-error.ts'

// Linux's O_PATH, which Node does not name: enough to mount, nothing more.
const pathOnly = 0o10000000
const walkFlags = pathOnly | constants.O_NOFOLLOW
const directoryFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

export interface SubPath {
  readonly volume: string
  /** As the pod says, references expanded. */
  readonly path: string
  /** Where it is to be mounted on this machine. */
  readonly target: string
}

/** Makes the subPath if it is missing, and mounts it at the target. */
export async function mountSubPath(
  subPath: SubPath,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  checkSubPath(subPath.path)
  await makeSubPath(subPath)
  await using handle = await openSubPath(subPath)
  await prepareTarget(subPath.target, await handle.stat(), options)
  await bindDescriptor(handle.fd, { target: subPath.target, ...options })
}

export function checkSubPath(path: string): void {
  if (isAbsolute(path)) throw new VolumeError(`error SubPath \`${path}\` must not be an absolute path`)
  if (path.split('/').includes('..'))
    throw new VolumeError(`unable to provision SubPath \`${path}\`: must not contain '..'`)
}

/** The path as it really is, where it is within the volume. Links inside of a volume are allowed. */
async function resolveWithin(volume: string, path: string): Promise<readonly string[]> {
  const [root, full] = await Promise.all([realpath(volume), realpath(join(volume, path))])
  const inside = relative(root, full)
  if (inside === '..' || inside.startsWith('../') || isAbsolute(inside))
    throw new VolumeError('the subPath leads out of the volume')
  return inside.split('/').filter((part) => part !== '' && part !== '.')
}

/** A descriptor of the subPath. What is swapped for a link after it was resolved makes it fail. */
export async function openSubPath({ volume, path }: Pick<SubPath, 'volume' | 'path'>): Promise<FileHandle> {
  const parts = await resolveWithin(volume, path)
  let handle = await open(await realpath(volume), directoryFlags)
  for (const part of parts) {
    const next = await openIn(handle, part)
    await handle.close()
    if ((await next.stat()).isSymbolicLink()) {
      await next.close()
      throw new VolumeError('the subPath was changed into a link')
    }
    handle = next
  }
  return handle
}

async function openIn(directory: FileHandle, name: string, flags = walkFlags): Promise<FileHandle> {
  try {
    return await open(`/proc/self/fd/${directory.fd}/${name}`, flags)
  } catch (error) {
    await directory.close()
    throw error
  }
}

/** Makes missing directories, each in the descriptor of the one above, with the mode of the volume. */
async function makeSubPath({ volume, path }: SubPath): Promise<void> {
  const { missing, existing } = await firstMissing(volume, path)
  if (missing.length === 0) return
  let handle = await openSubPath({ volume, path: existing })
  const mode = await modeOf(volume)
  for (const part of missing) {
    const made = `/proc/self/fd/${handle.fd}/${part}`
    await mkdir(made).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    const next = await openIn(handle, part, directoryFlags)
    await handle.close()
    await next.chmod(mode)
    handle = next
  }
  await handle.close()
}

async function modeOf(volume: string): Promise<number> {
  await using root = await open(volume, constants.O_RDONLY | constants.O_DIRECTORY)
  return (await root.stat()).mode & 0o7777
}

async function firstMissing(
  volume: string,
  path: string,
): Promise<{ readonly existing: string; readonly missing: readonly string[] }> {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  for (let count = parts.length; count > 0; count--) {
    const existing = parts.slice(0, count).join('/')
    if (await exists(join(volume, existing))) return { existing, missing: parts.slice(count) }
  }
  return { existing: '', missing: parts }
}

async function exists(path: string): Promise<boolean> {
  try {
    await realpath(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

async function prepareTarget(
  target: string,
  source: Stats,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  // A container that starts again gets what the path names now.
  if (await isMountPoint(target)) await unmount(target, options)
  await mkdir(dirname(target), { recursive: true, mode: 0o750 })
  if (source.isDirectory()) {
    await mkdir(target, { recursive: true })
    await chmod(target, 0o750)
  } else {
    await writeFile(target, '', { flag: 'a', mode: 0o640 })
  }
}
