// Gives a volume's files to the pod's fsGroup. Upstream: pkg/volume/volume_linux.go SetVolumeOwnership
import { chmod, lchown, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const readWrite = 0o660
const readOnly = 0o440
const execute = 0o110
const setgid = 0o2000
// "Leave as it is" in the terms of chown(2).
const unchanged = 0xffff_ffff

export interface OwnershipOptions {
  readonly fsGroup: number | undefined
  readonly readOnly: boolean
  /** OnRootMismatch leaves everything alone where the top already is as it should be. */
  readonly onlyOnRootMismatch?: boolean
}

/** Changes `path` and all below it; links are changed themselves, never followed. */
export async function setVolumeOwnership(path: string, options: OwnershipOptions): Promise<void> {
  const { fsGroup } = options
  if (fsGroup === undefined) return
  if (options.onlyOnRootMismatch === true && (await isSet(path, fsGroup))) return
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
    await setOne(join(entry.parentPath, entry.name), fsGroup, options)
  // The top last: it tells that the rest is done.
  await setOne(path, fsGroup, options)
}

async function isSet(path: string, fsGroup: number): Promise<boolean> {
  const { gid, mode } = await lstat(path)
  return gid === fsGroup && (mode & (readWrite | setgid)) === (readWrite | setgid)
}

async function setOne(path: string, fsGroup: number, options: OwnershipOptions): Promise<void> {
  const info = await lstat(path)
  await lchown(path, unchanged, fsGroup)
  if (info.isSymbolicLink()) return
  const mask = options.readOnly ? readOnly : readWrite
  const added = info.isDirectory() ? mask | setgid | execute : mask
  await chmod(path, (info.mode & 0o7777) | added)
}
