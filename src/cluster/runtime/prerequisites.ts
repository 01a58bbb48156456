// What real containers need of the machine, and installing it with apt where it is missing.
import { execFile } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { Progress } from '../progress.ts'
import { UserError } from '../user-error.ts'

const run = promisify(execFile)

interface Tool {
  /** Debian's package. */
  readonly package: string
  /** Any of these has to be there: a command's name, or an absolute path. */
  readonly any: readonly string[]
}

const containerTools: readonly Tool[] = [
  { package: 'containerd', any: ['containerd'] },
  { package: 'runc', any: ['runc'] },
  { package: 'containernetworking-plugins', any: ['/usr/lib/cni/bridge', '/opt/cni/bin/bridge'] },
  { package: 'nftables', any: ['nft'] },
  { package: 'iproute2', any: ['ip'] },
  // For br_netfilter, which is a module on most machines.
  { package: 'kmod', any: ['modprobe'] },
  { package: 'conntrack', any: ['conntrack'] },
  { package: 'busybox-static', any: ['/bin/busybox', '/usr/bin/busybox'] },
]

/** What the test suite needs beside. */
const testTools: readonly Tool[] = [{ package: 'unzip', any: ['unzip'] }]

// Daemons and admin tools lie in sbin, which is not on every PATH.
const searchPath = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin']

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of a command, or undefined. */
export function findCommand(name: string): string | undefined {
  if (name.startsWith('/')) return isExecutable(name) ? name : undefined
  return searchPath.map((dir) => join(dir, name)).find(isExecutable)
}

function missing(tools: readonly Tool[]): string[] {
  return tools
    .filter((tool) => !tool.any.some((name) => findCommand(name) !== undefined))
    .map((tool) => tool.package)
}

/** Bits of the effective capabilities without which no container can be started. */
const neededCapabilities = { CAP_NET_ADMIN: 12, CAP_SYS_CHROOT: 18, CAP_SYS_ADMIN: 21 } as const

function lackingCapabilities(): string[] {
  const status = readFileSync('/proc/self/status', 'utf8')
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  return Object.entries(neededCapabilities)
    .filter(([, bit]) => ((effective >> BigInt(bit)) & 1n) === 0n)
    .map(([name]) => name)
}

/** Why real containers cannot run here, or undefined when they can (after installing, perhaps). */
export function whyNoContainers(): string | undefined {
  if (process.platform !== 'linux') return 'containers need Linux'
  if (process.getuid?.() !== 0) return 'containers need root'
  const lacking = lackingCapabilities()
  if (lacking.length > 0) return `this root user lacks ${lacking.join(', ')}`
  const absent = missing(containerTools)
  if (absent.length > 0 && findCommand('apt-get') === undefined)
    return `${absent.join(', ')} not installed, and there is no apt-get`
  return undefined
}

/** Installs what is missing. Throws UserError naming the packages when apt cannot. */
export async function installPrerequisites(options: {
  readonly progress: Progress
  readonly withTests?: boolean
}): Promise<void> {
  const tools = options.withTests === true ? [...containerTools, ...testTools] : containerTools
  const packages = missing(tools)
  if (packages.length === 0) return
  const apt = findCommand('apt-get')
  if (apt === undefined || process.getuid?.() !== 0) {
    throw new UserError(`install these Debian packages first (as root): ${packages.join(' ')}`)
  }
  await options.progress.step(`installing ${packages.join(', ')} with apt`, () => aptInstall(apt, packages))
  const still = missing(tools)
  if (still.length > 0)
    throw new UserError(`apt installed ${still.join(', ')}, yet their programs are not there`)
}

async function aptInstall(apt: string, packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, maxBuffer: 64 << 20, timeout: 600_000 }
  const install = () => run(apt, ['install', '-y', '--no-install-recommends', ...packages], options)
  try {
    // The lists may be missing or old on a fresh machine; an update that partly fails can still be enough.
    await run(apt, ['update'], options).catch(() => {})
    await install()
  } catch (cause) {
    const text =
      cause instanceof Error && 'stderr' in cause
        ? String(cause.stderr).trim().split('\n').at(-1)
        : String(cause)
    throw new UserError(`apt-get could not install ${packages.join(' ')}: ${text}`, { cause })
  }
}
