// What this machine is and has: read from /proc, /sys and the file system. What cannot be read is left out; nothing here
// fails for it.
import { readdir, readFile, statfs } from 'node:fs/promises'
import { arch, availableParallelism, networkInterfaces, release } from 'node:os'
import { join } from 'node:path'

export interface Machine {
  readonly cpus: number
  readonly memoryBytes: number
  readonly machineId: string
  readonly systemUuid: string
  readonly bootId: string
  readonly kernelVersion: string
  readonly osImage: string
  /** As Go names it: amd64, arm64. */
  readonly architecture: string
  /** By size as resources name it, `2Mi`: how many bytes. */
  readonly hugePages: ReadonlyMap<string, number>
}

export interface FileSystemUsage {
  readonly capacityBytes: number
  readonly availableBytes: number
  readonly inodes: number
  readonly inodesFree: number
}

export async function readMachine(): Promise<Machine> {
  const [meminfo, osRelease, machineId, systemUuid, bootId, hugePages] = await Promise.all([
    readOr('/proc/meminfo'),
    readOr('/etc/os-release'),
    readOr('/etc/machine-id'),
    readOr('/sys/class/dmi/id/product_uuid'),
    readOr('/proc/sys/kernel/random/boot_id'),
    readHugePages(),
  ])
  return {
    cpus: availableParallelism(),
    memoryBytes: (meminfoBytes(meminfo).get('MemTotal') ?? 0) || 0,
    machineId,
    systemUuid: systemUuid === '' ? machineId : systemUuid,
    bootId,
    kernelVersion: release(),
    osImage: /^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? '',
    architecture: goArchitecture(arch()),
    hugePages,
  }
}

async function readOr(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim()
}

export function meminfoBytes(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/^(\w+(?:\(\w+\))?):\s+(\d+) kB$/gm)].map(([, name, number]) => [
      name ?? '',
      Number(number) * 1024,
    ]),
  )
}

export async function availableMemoryBytes(): Promise<number | undefined> {
  return meminfoBytes(await readOr('/proc/meminfo')).get('MemAvailable')
}

function goArchitecture(name: string): string {
  return name === 'x64' ? 'amd64' : name === 'ia32' ? '386' : name
}

async function readHugePages(): Promise<ReadonlyMap<string, number>> {
  const root = '/sys/kernel/mm/hugepages'
  const sizes = new Map<string, number>()
  for (const name of await readdir(root).catch(() => [])) {
    const kilobytes = Number(/^hugepages-(\d+)kB$/.exec(name)?.[1] ?? 0)
    if (kilobytes === 0) continue
    const count = Number(await readOr(join(root, name, 'nr_hugepages')))
    const size = kilobytes >= 1024 ** 2 ? `${kilobytes / 1024 ** 2}Gi` : `${kilobytes / 1024}Mi`
    sizes.set(size, count * kilobytes * 1024)
  }
  return sizes
}

export async function fileSystemUsage(path: string): Promise<FileSystemUsage | undefined> {
  try {
    const { blocks, bavail, bsize, files, ffree } = await statfs(path)
    return { capacityBytes: blocks * bsize, availableBytes: bavail * bsize, inodes: files, inodesFree: ffree }
  } catch {
    return undefined
  }
}

/** The address of this machine on its network: of the interface of the default route, else of any. */
export async function machineAddress(): Promise<string> {
  const route = /^(\S+)\t00000000\t/m.exec(await readOr('/proc/net/route'))?.[1]
  const interfaces = networkInterfaces()
  const names = [...(route === undefined ? [] : [route]), ...Object.keys(interfaces)]
  const addresses = names.flatMap((name) => interfaces[name] ?? [])
  const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)
  return found?.address ?? '127.0.0.1'
}
