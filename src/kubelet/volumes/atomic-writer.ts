// Writes a volume's files so that a reader sees all of the old ones or all of the new: a directory with the time in its
// name, to which the link `..data` is turned. A reader that keeps a file open goes on reading the old one.
//
//     volume/key -> ..data/key          what a container reads
//     volume/..data -> ..2026_01_02_..  turned by rename
//     volume/..2026_01_02_03_04_05.abc/key
//
// Upstream: pkg/volume/util/atomic_writer.go
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { VolumeError } from './volume-error.ts'
import type { Payload } from './volume-payload.ts'

const dataLink = '..data'
const newDataLink = '..data_tmp'
const maxPathLength = 4096

export interface AtomicWriteOptions {
  readonly nowMs: number
  /** Makes the directory's name its own. */
  readonly suffix: string
  /** Sets owners and modes of the new directory before anyone sees it. */
  prepare(directory: string): Promise<void>
}

/** Brings the volume to the payload; answers whether anything changed. */
export async function writeAtomically(
  volume: string,
  payload: Payload,
  options: AtomicWriteOptions,
): Promise<boolean> {
  for (const path of payload.keys()) checkPath(path)
  const old = await readlink(join(volume, dataLink)).catch(undefinedIfMissing)
  if (old !== undefined && (await isSame(join(volume, old), payload))) {
    // A predecessor may have been ended between its last steps.
    await linkNames(volume, payload)
    return false
  }
  const name = `..${timestamp(options.nowMs)}.${options.suffix}`
  await writeDirectory(join(volume, name), payload)
  await options.prepare(join(volume, name))
  await linkNames(volume, payload)
  await rm(join(volume, newDataLink), { force: true })
  await symlink(name, join(volume, newDataLink))
  await rename(join(volume, newDataLink), join(volume, dataLink))
  await removeObsolete(volume, payload, name)
  return true
}

/** A path must stay within the volume and must not pretend to be one of our own names. */
function checkPath(path: string): void {
  const bad =
    path === '' ||
    path.length > maxPathLength ||
    path.startsWith('/') ||
    path.startsWith('..') ||
    path.split('/').includes('..') ||
    path.includes('\0') ||
    normalize(path) !== path
  if (bad)
    throw new VolumeError(`invalid path: must not be absolute or contain "..": ${JSON.stringify(path)}`)
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '_')
}

function undefinedIfMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  return undefined
}

async function writeDirectory(directory: string, payload: Payload): Promise<void> {
  await mkdir(directory)
  await chmod(directory, 0o755)
  for (const [path, { data, mode, uid }] of payload) {
    const file = join(directory, path)
    await makeParents(directory, dirname(path))
    await writeFile(file, data, { mode: 0o600 })
    // Not the mode given to open, from which the umask is taken.
    await chmod(file, mode)
    if (uid !== undefined) await chown(file, uid, -1 >>> 0)
  }
}

async function makeParents(directory: string, path: string): Promise<void> {
  let made = directory
  for (const part of path.split('/').filter((name) => name !== '.' && name !== '')) {
    made = join(made, part)
    await mkdir(made, { recursive: true })
    await chmod(made, 0o755)
  }
}

async function isSame(directory: string, payload: Payload): Promise<boolean> {
  const files = await listFiles(directory).catch(undefinedIfMissing)
  if (files === undefined || files.length !== payload.size) return false
  for (const path of files) {
    const wanted = payload.get(path)
    if (wanted === undefined || !wanted.data.equals(await readFile(join(directory, path)))) return false
    // fsGroup adds bits for the group.
    const { mode, uid } = await stat(join(directory, path))
    if ((mode & wanted.mode) !== wanted.mode || uid !== (wanted.uid ?? 0)) return false
  }
  return true
}

async function listFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
}

function topNames(payload: Payload): ReadonlySet<string> {
  return new Set([...payload.keys()].map((path) => path.split('/', 1)[0] ?? path))
}

async function linkNames(volume: string, payload: Payload): Promise<void> {
  for (const name of topNames(payload)) {
    await symlink(join(dataLink, name), join(volume, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/** Names that are no longer there, and directories of earlier times. */
async function removeObsolete(volume: string, payload: Payload, current: string): Promise<void> {
  const wanted = topNames(payload)
  for (const name of await readdir(volume)) {
    const keep = name.startsWith('..') ? name === dataLink || name === current : wanted.has(name)
    if (!keep) await rm(join(volume, name), { recursive: true, force: true })
  }
}
