// A cluster as a user starts it, for measuring from outside: `./wherry up` in a fresh data directory, its processes, what
// they weigh, and a client with the kubeconfig's rights.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { systemClock } from '../src/base/node/system-clock.ts'
import type { Client } from '../src/client/client.ts'
import { clusterAccess, readKubeconfig } from '../src/client/node/kubeconfig.ts'
import { createTransport } from '../src/client/node/transport.ts'
import { createClient } from '../src/client/typed-client.ts'

const root = join(import.meta.dirname, '..')
export const wherryPath: string = process.env.WHERRY ?? join(root, 'wherry')
const run = promisify(execFile)

export type Runtime = 'simulated' | 'containerd'

export interface RunningCluster extends AsyncDisposable {
  readonly dataDir: string
  readonly kubeconfig: string
  readonly server: string
  /** From the start of the process to the line of each step, as the reader of the terminal sees them. */
  readonly steps: ReadonlyMap<string, number>
  readonly readyMs: number
  readonly supervisor: Process
  readonly children: () => readonly Process[]
  readonly client: Client
  /** Ends the process as Ctrl-C does; the data stays until disposal. */
  stop(): Promise<void>
}

export interface Process {
  readonly name: 'supervisor' | 'server' | 'agent'
  readonly pid: number
}

export async function freePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

export function temporaryDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'wherry-bench-'))
}

/** Starts a cluster and waits until it says ready. Without `dataDir`, disposing purges it. */
export async function startCluster(options: {
  readonly runtime: Runtime
  readonly nodes?: number
  readonly dataDir?: string
  readonly flags?: readonly string[]
}): Promise<RunningCluster> {
  const dataDir = options.dataDir ?? temporaryDataDir()
  const port = await freePort()
  const nodes = options.runtime === 'simulated' ? ['--nodes', String(options.nodes ?? 3)] : []
  const args = ['up', '--runtime', options.runtime, ...nodes, '--data-dir', dataDir, '--port', String(port)]
  const startMs = systemClock.monotonic()
  const child = spawn(wherryPath, [...args, ...(options.flags ?? [])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { steps, readyMs } = await untilReady(child, startMs)
  const kubeconfig = join(dataDir, 'kubeconfig')
  const access = clusterAccess(await readKubeconfig(kubeconfig), { path: kubeconfig })
  const transport = createTransport({ server: access.server, tls: access.tls, clock: systemClock })
  const pid = child.pid ?? 0
  const stop = async () => {
    await transport.close()
    await ended(child)
  }
  return {
    dataDir,
    kubeconfig,
    server: access.server,
    steps,
    readyMs,
    supervisor: { name: 'supervisor', pid },
    children: () => childrenOf(pid),
    client: createClient({ handler: transport.handler, clock: systemClock, userAgent: 'bench' }),
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      if (options.dataDir === undefined) await purge(dataDir)
    },
  }
}

export async function purge(dataDir: string): Promise<void> {
  await run(wherryPath, ['down', '--purge', '--data-dir', dataDir])
  rmSync(dataDir, { recursive: true, force: true })
}

async function untilReady(child: ChildProcess, startMs: number) {
  const steps = new Map<string, number>()
  const seen: string[] = []
  if (child.stderr === null) throw new Error('no standard error')
  for await (const line of createInterface({ input: child.stderr })) {
    seen.push(line)
    const text = line.slice(line.indexOf(' s  ') + 4)
    const atMs = systemClock.monotonic() - startMs
    if (text.startsWith('ready after')) {
      child.stderr.resume()
      return { steps, readyMs: atMs }
    }
    // A step that takes long is announced, too.
    if (!text.endsWith(' ...')) steps.set(text, atMs)
  }
  throw new Error(`the cluster did not start:\n${seen.join('\n')}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill('SIGTERM')
  await promise
}

function childrenOf(parent: number): readonly Process[] {
  const found: Process[] = []
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const name = roleOf(entry, parent)
    if (name !== undefined) found.push({ name, pid: Number(entry) })
  }
  return found
}

function roleOf(pid: string, parent: number): 'server' | 'agent' | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    if (!status.includes(`\nPPid:\t${parent}\n`)) return undefined
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return args.includes('server') ? 'server' : args.includes('agent') ? 'agent' : undefined
  } catch {
    // It ended meanwhile.
    return undefined
  }
}

export interface Memory {
  /** Resident pages, in MB of 2^20 bytes; those of Node's program are counted in every process. */
  readonly resident: number
  /** Resident pages, each divided by the number of processes that have it. */
  readonly proportional: number
  /** Pages that are no file's: neither Node's program nor the store's mapped file. */
  readonly anonymous: number
}

export function memoryOf({ pid }: Process): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024
  return { resident: megabytes('Rss'), proportional: megabytes('Pss'), anonymous: megabytes('Anonymous') }
}

const ticksPerSecond = 100

/** Seconds of CPU that the process has used. */
export function cpuSeconds({ pid }: Process): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
