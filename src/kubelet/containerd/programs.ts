// Where the programs are that make up a container runtime.
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { ContainerdError } from './containerd-error.ts'

export interface ContainerdPrograms {
  readonly containerd: string
  readonly ctr: string
  readonly shim: string
  readonly runc: string
  /** The directory of the CNI plugins; undefined where there are none, and then only host-network pods can run. */
  readonly cniBinDir: string | undefined
}

// Root's PATH does not have sbin everywhere, and Debian's runc is there.
const usualDirectories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
const cniDirectories = ['/usr/lib/cni', '/opt/cni/bin', '/usr/libexec/cni']

export interface FindOptions {
  /** A PATH; relative entries are passed over. */
  readonly path: string
  /** Where to look besides. */
  readonly usual?: readonly string[]
}

/** Finds the programs, or throws a ContainerdError that names those that are not there. */
export async function findPrograms({
  path,
  usual = usualDirectories,
}: FindOptions): Promise<ContainerdPrograms> {
  const given = path.split(delimiter).filter((entry) => entry.startsWith('/'))
  const directories = [...new Set([...given, ...usual])]
  const find = (name: string) => findIn(directories, name)
  const [containerd, ctr, shim, runc] = await Promise.all([
    find('containerd'),
    find('ctr'),
    find('containerd-shim-runc-v2'),
    find('runc'),
  ])
  if (containerd === undefined || ctr === undefined || shim === undefined || runc === undefined) {
    const found = { containerd, ctr, 'containerd-shim-runc-v2': shim, runc }
    const missing = Object.entries(found).flatMap(([name, file]) => (file === undefined ? [name] : []))
    const what = missing.join(', ')
    throw new ContainerdError('MissingProgram', `not found: ${what} (Debian's packages: containerd, runc)`)
  }
  const loopback = await findIn(cniDirectories, 'loopback')
  return { containerd, ctr, shim, runc, cniBinDir: loopback?.slice(0, -'/loopback'.length) }
}

async function findIn(directories: readonly string[], name: string): Promise<string | undefined> {
  for (const directory of directories) {
    const file = join(directory, name)
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return file
  }
  return undefined
}
