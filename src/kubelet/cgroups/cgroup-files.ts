// The cgroup file system of this machine, version 1 (a hierarchy for each controller) or 2 (one for all): makes, limits and
// removes groups, and reads their usage. What a kernel lacks is passed over.
import { access, constants, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PodCgroupLimits } from '../container/resources.ts'

export interface CgroupFiles {
  readonly version: 1 | 2
  /** Makes the group and those above it. */
  create(path: string): Promise<void>
  limit(path: string, limits: PodCgroupLimits): Promise<void>
  /** Removes the group if nothing runs in it; answers whether it is gone. */
  remove(path: string): Promise<boolean>
  usage(path: string): Promise<CgroupUsage | undefined>
}

export interface CgroupUsage {
  readonly cpuNanoseconds: number
  readonly memoryBytes: number
  /** Without what could be dropped from the page cache at once. */
  readonly workingSetBytes: number
  readonly rssBytes: number
  readonly pageFaults: number
  readonly majorPageFaults: number
  readonly processes: number
}

const v1Controllers = [
  'cpu',
  'cpuacct',
  'cpuset',
  'memory',
  'pids',
  'devices',
  'blkio',
  'freezer',
  'hugetlb',
  'net_cls',
]

/** Undefined where groups cannot be made: not root, or a read-only /sys. */
export async function openCgroupFiles(mount = '/sys/fs/cgroup'): Promise<CgroupFiles | undefined> {
  if (await isWritable(join(mount, 'cgroup.controllers'), join(mount, 'cgroup.subtree_control')))
    return cgroupV2(mount)
  const controllers: string[] = []
  for (const name of v1Controllers)
    if (await isWritable(join(mount, name, 'cgroup.procs'))) controllers.push(name)
  return controllers.includes('cpu') && controllers.includes('memory')
    ? cgroupV1(mount, controllers)
    : undefined
}

async function isWritable(...files: readonly string[]): Promise<boolean> {
  try {
    for (const file of files)
      await access(file, file.endsWith('controllers') ? constants.R_OK : constants.W_OK)
    return true
  } catch {
    return false
  }
}

function cgroupV1(mount: string, controllers: readonly string[]): CgroupFiles {
  const at = (controller: string, path: string) => join(mount, controller, path)
  return {
    version: 1,
    async create(path) {
      for (const controller of controllers) {
        await mkdir(at(controller, path), { recursive: true })
        if (controller === 'cpuset') await inheritCpuset(join(mount, 'cpuset'), path)
      }
    },
    async limit(path, limits) {
      await put(at('cpu', path), 'cpu.shares', limits.shares)
      await put(at('cpu', path), 'cpu.cfs_period_us', limits.periodUs)
      await put(at('cpu', path), 'cpu.cfs_quota_us', limits.quotaUs ?? -1)
      await put(at('memory', path), 'memory.limit_in_bytes', limits.memoryBytes ?? -1)
    },
    async remove(path) {
      const gone = await Promise.all(controllers.map((controller) => removeGroup(at(controller, path))))
      return gone.every(Boolean)
    },
    usage: (path) => usageV1((controller) => at(controller, path)),
  }
}

/** A new group of version 1 has no CPUs and so can run nothing, until it is given those of the one above. */
async function inheritCpuset(root: string, path: string): Promise<void> {
  let group = root
  for (const part of path.split('/').filter((name) => name !== '')) {
    const parent = group
    group = join(group, part)
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const own = (await readText(join(group, file))).trim()
      if (own === '') await put(group, file, (await readText(join(parent, file))).trim())
    }
  }
}

async function usageV1(at: (controller: string) => string): Promise<CgroupUsage | undefined> {
  const [cpu, memory, stat, pids] = await Promise.all([
    readText(join(at('cpuacct'), 'cpuacct.usage')),
    readText(join(at('memory'), 'memory.usage_in_bytes')),
    readText(join(at('memory'), 'memory.stat')),
    readText(join(at('pids'), 'pids.current')),
  ])
  if (memory === '') return undefined
  const stats = keyedNumbers(stat)
  const memoryBytes = Number(memory)
  return {
    cpuNanoseconds: Number(cpu),
    memoryBytes,
    workingSetBytes: Math.max(0, memoryBytes - (stats.get('total_inactive_file') ?? 0)),
    rssBytes: stats.get('total_rss') ?? 0,
    pageFaults: stats.get('total_pgfault') ?? 0,
    majorPageFaults: stats.get('total_pgmajfault') ?? 0,
    processes: Number(pids),
  }
}

const v2Wanted = ['cpu', 'cpuset', 'memory', 'pids', 'io', 'hugetlb']

function cgroupV2(mount: string): CgroupFiles {
  const at = (path: string) => join(mount, path)
  return {
    version: 2,
    async create(path) {
      let group = mount
      for (const part of path.split('/').filter((name) => name !== '')) {
        await delegate(group)
        group = join(group, part)
        await mkdir(group, { recursive: true })
      }
      await delegate(group)
    },
    async limit(path, limits) {
      await put(at(path), 'cpu.weight', sharesToWeight(limits.shares))
      await put(at(path), 'cpu.max', `${limits.quotaUs ?? 'max'} ${limits.periodUs}`)
      await put(at(path), 'memory.max', limits.memoryBytes ?? 'max')
    },
    remove: (path) => removeGroup(at(path)),
    usage: (path) => usageV2(at(path)),
  }
}

/** Lets the groups under this one have the controllers that it has. */
async function delegate(group: string): Promise<void> {
  const has = (await readText(join(group, 'cgroup.controllers'))).split(/\s+/)
  const give = v2Wanted.filter((name) => has.includes(name)).map((name) => `+${name}`)
  if (give.length > 0) await put(group, 'cgroup.subtree_control', give.join(' '))
}

// Upstream: pkg/kubelet/cm/cgroup_v2_manager_linux.go cpuSharesToCPUWeight
export function sharesToWeight(shares: number): number {
  return Math.floor(1 + ((Math.max(shares, 2) - 2) * 9999) / 262_142)
}

async function usageV2(path: string): Promise<CgroupUsage | undefined> {
  const [cpu, memory, stat, pids] = await Promise.all([
    readText(join(path, 'cpu.stat')),
    readText(join(path, 'memory.current')),
    readText(join(path, 'memory.stat')),
    readText(join(path, 'pids.current')),
  ])
  if (memory === '') return undefined
  const stats = keyedNumbers(stat)
  const memoryBytes = Number(memory)
  return {
    cpuNanoseconds: (keyedNumbers(cpu).get('usage_usec') ?? 0) * 1000,
    memoryBytes,
    workingSetBytes: Math.max(0, memoryBytes - (stats.get('inactive_file') ?? 0)),
    rssBytes: stats.get('anon') ?? 0,
    pageFaults: stats.get('pgfault') ?? 0,
    majorPageFaults: stats.get('pgmajfault') ?? 0,
    processes: Number(pids),
  }
}

export function keyedNumbers(text: string): ReadonlyMap<string, number> {
  return new Map(
    text
      .split('\n')
      .map((line) => line.split(/\s+/, 2))
      .flatMap(([key, value]) => (key === undefined || value === undefined ? [] : [[key, Number(value)]])),
  )
}

async function readText(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '')
}

/** A kernel may lack the file or refuse the value: a pod then runs without that limit. */
async function put(group: string, file: string, value: string | number): Promise<void> {
  await writeFile(join(group, file), String(value)).catch(() => {})
}

async function removeGroup(path: string): Promise<boolean> {
  try {
    await rmdir(path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return true
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false
    throw error
  }
}
