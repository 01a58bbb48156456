// hostPath volumes: checks that what is there is of the type asked for, or makes it.
// Upstream: pkg/volume/hostpath/host_path.go

import type { Stats } from 'node:fs'
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { HostPathVolumeSource } from '../../api/core/pod/pod-volumes.schema.ts'
import { VolumeError } from './volume-error.ts'

interface Expectation {
  readonly what: string
  readonly matches: (stats: Stats) => boolean
}

const expectations: ReadonlyMap<string, Expectation> = new Map([
  ['Directory', { what: 'a directory', matches: (stats) => stats.isDirectory() }],
  ['DirectoryOrCreate', { what: 'a directory', matches: (stats) => stats.isDirectory() }],
  ['File', { what: 'a file', matches: (stats) => stats.isFile() }],
  ['FileOrCreate', { what: 'a file', matches: (stats) => stats.isFile() }],
  ['Socket', { what: 'a socket file', matches: (stats) => stats.isSocket() }],
  ['CharDevice', { what: 'a character device', matches: (stats) => stats.isCharacterDevice() }],
  ['BlockDevice', { what: 'a block device', matches: (stats) => stats.isBlockDevice() }],
])

export async function checkHostPath({ path, type = '' }: HostPathVolumeSource): Promise<void> {
  if (type === '') return
  const expected = expectations.get(type)
  if (expected === undefined) throw new VolumeError(`${type} is an invalid volume type`)
  let stats = await statOrUndefined(path)
  if (stats === undefined && type.endsWith('OrCreate')) {
    await create(path, type)
    stats = await statOrUndefined(path)
  }
  if (stats === undefined || !expected.matches(stats))
    throw new VolumeError(`hostPath type check failed: ${path} is not ${expected.what}`)
}

async function statOrUndefined(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

async function create(path: string, type: string): Promise<void> {
  if (type === 'DirectoryOrCreate') {
    await mkdir(path, { recursive: true })
    await chmod(path, 0o755)
    return
  }
  const parent = await statOrUndefined(dirname(path))
  if (parent === undefined) return
  await writeFile(path, '', { flag: 'a', mode: 0o644 })
}
