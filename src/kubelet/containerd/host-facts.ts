// What this machine lets a container runtime do. Asked of the kernel, not of names of distributions.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface HostFacts {
  /** `native` copies every layer for every container; it works where overlayfs does not, such as on top of overlayfs. */
  readonly snapshotter: 'overlayfs' | 'native'
  readonly apparmor: boolean
  /** Whether a process may be made less likely to be killed for memory than its parent (CAP_SYS_RESOURCE). */
  readonly lowersOomScore: boolean
  /** Whether network namespaces have ip_unprivileged_port_start and ping_group_range. */
  readonly unprivilegedNetwork: boolean
}

const capSysResource = 1n << 24n

/** Looks at the machine. `directory` is where layers will be: overlayfs depends on the file system under it. */
export async function readHostFacts(
  directory: string,
  options: { readonly signal: AbortSignal },
): Promise<HostFacts> {
  const [status, apparmor, port, uidMap, overlayfs] = await Promise.all([
    readOr('/proc/self/status', ''),
    readOr('/sys/module/apparmor/parameters/enabled', 'N'),
    readOr('/proc/sys/net/ipv4/ip_unprivileged_port_start', ''),
    readOr('/proc/self/uid_map', ''),
    canMountOverlay(directory, options),
  ])
  return {
    snapshotter: overlayfs ? 'overlayfs' : 'native',
    apparmor: apparmor.startsWith('Y'),
    lowersOomScore: (effectiveCapabilities(status) & capSysResource) !== 0n && isInitialUserNamespace(uidMap),
    unprivilegedNetwork: port !== '',
  }
}

/** The CapEff line of /proc/PID/status as bits. */
export function effectiveCapabilities(status: string): bigint {
  const bits = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return bits === undefined ? 0n : BigInt(`0x${bits}`)
}

function isInitialUserNamespace(uidMap: string): boolean {
  return /^\s*0\s+0\s+4294967295\s*$/.test(uidMap)
}

async function readOr(file: string, otherwise: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => otherwise)
}

/** Tries it: that the kernel knows overlayfs does not mean that this file system can carry one. */
async function canMountOverlay(
  directory: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<boolean> {
  const run = promisify(execFile)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const trial = await mkdtemp(join(directory, 'overlay-'))
  try {
    const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(trial, name))
    for (const made of [lower, upper, work, merged]) await mkdir(made ?? trial)
    const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`
    await run('mount', ['-t', 'overlay', '-o', layers, 'overlay', merged ?? trial], { signal })
    await run('umount', [merged ?? trial])
    return true
  } catch {
    signal.throwIfAborted()
    return false
  } finally {
    await rm(trial, { recursive: true, force: true })
  }
}
