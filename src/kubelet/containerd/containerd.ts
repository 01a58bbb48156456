// Keeps a containerd of our own running: starts it, waits until it answers CRI, starts it again with back-off when it
// dies, and stops it at the end. Containers do not depend on it: each has a shim of its own, which outlives containerd
// and us, and to which the next containerd connects again. It never removes a container; sweep.ts does.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { abortReason, isAbort, onAbort, orAbort } from '../../base/abort.ts'
import { must } from '../../base/assert.ts'
import { type BackoffPolicy, backoffDelay } from '../../base/backoff.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { TaskGroup } from '../../base/task-group.ts'
import { type CriClient, createCriClient } from '../cri/cri-client.ts'
import { CriError } from '../cri/cri-error.ts'
import { BoundedLog } from './bounded-log.ts'
import { type ContainerdPaths, containerdConfig, containerdPaths } from './containerd.config.ts'
import { ContainerdError } from './containerd-error.ts'
import type { HostFacts } from './host-facts.ts'
import { endProcesses, hasFlag } from './processes.ts'
import type { ContainerdPrograms } from './programs.ts'

export interface ContainerdOptions {
  /** An absolute path, for containerd alone. */
  readonly directory: string
  readonly programs: ContainerdPrograms
  readonly host: HostFacts
  /** The image of sandboxes, under its canonical name. */
  readonly sandboxImage: string
  readonly clock: Clock
  readonly log: Logger
  /** `FILE` and `FILE.1` are each this large at most. */
  readonly maxLogBytes?: number
}

const backoff: BackoffPolicy = { initialMs: 200, maxMs: 30_000 }
// One that ran this long is taken to have been well.
const wellAfterMs = 60_000
const stopGraceMs = 10_000
const answersWithinMs = 60_000
const askEveryMs = 30
const drainMs = 1_000
// Without its CRI plugin containerd runs on and is of no use, so that warning counts as well.
const tellingLine = /level=(?:error|fatal)|^containerd: |failed to load plugin io\.containerd\.grpc\.v1\.cri/
// One that never answered is not tried for ever: the user should read why.
const maxFirstAttempts = 3

export class Containerd {
  readonly paths: ContainerdPaths
  readonly #options: ContainerdOptions
  readonly #firstReady = Promise.withResolvers<void>()
  #ready = this.#firstReady
  #everReady = false
  #pid: number | undefined

  constructor(options: ContainerdOptions) {
    this.#options = options
    this.paths = containerdPaths(options.directory)
    // Nobody need wait for it.
    this.#firstReady.promise.catch(() => {})
  }

  /** The unix socket of its CRI service. */
  get socket(): string {
    return this.paths.socket
  }

  /** What image-load.ts needs of it. */
  get store(): { readonly ctr: string; readonly socket: string; readonly snapshotter: string } {
    const { programs, host } = this.#options
    return { ctr: programs.ctr, socket: this.paths.socket, snapshotter: host.snapshotter }
  }

  /** The process that runs now. */
  get pid(): number | undefined {
    return this.#pid
  }

  /** Resolves while it answers CRI; after a death, when the next one does. Rejects when `run` gave up. */
  async ready(options: { readonly signal: AbortSignal }): Promise<void> {
    await orAbort(this.#ready.promise, options.signal)
  }

  /** Runs it until the signal aborts, and ends when it has. Throws a ContainerdError when it cannot be started at all. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.#prepare(signal)
      await this.#supervise(signal)
      this.#ready.reject(abortReason(signal))
    } catch (error) {
      const stopped = isAbort(error, signal)
      this.#ready.reject(stopped ? abortReason(signal) : error)
      if (!stopped) throw error
    }
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    const { paths } = this
    const { programs, host, sandboxImage, clock } = this.#options
    await mkdir(paths.directory, { recursive: true, mode: 0o700 })
    for (const made of [paths.registries, paths.cniConfDir, paths.temp, paths.state])
      await mkdir(made, { recursive: true, mode: 0o700 })
    await writeFile(paths.config, containerdConfig({ paths, programs, host, sandboxImage }), { mode: 0o600 })
    // One that a killed predecessor of ours left behind holds the socket and the database.
    const ended = await endProcesses(isContainerdOf(paths), { clock, signal, graceMs: stopGraceMs })
    if (ended > 0) this.#options.log.info('ended the containerd of an earlier run')
  }

  async #supervise(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options
    let failures = 0
    for (;;) {
      const start = clock.monotonic()
      const end = await this.#runOnce(signal)
      if (signal.aborted) return
      failures = clock.monotonic() - start > wellAfterMs ? 1 : failures + 1
      if (!this.#everReady && failures >= maxFirstAttempts)
        throw new ContainerdError('StartFailed', `containerd does not start: ${end}; see ${this.paths.log}`)
      const delayMs = backoffDelay(backoff, failures)
      log.warn('containerd ended and is started again', { end, delayMs })
      await sleep(clock, delayMs, { signal })
    }
  }

  /** One life of containerd; answers with how it ended. */
  async #runOnce(signal: AbortSignal): Promise<string> {
    const { clock, maxLogBytes = 8 * 1024 * 1024 } = this.#options
    await using log = await BoundedLog.open(this.paths.log, { maxBytes: maxLogBytes, keep: tellingLine })
    signal.throwIfAborted()
    const child = this.#spawn()
    const ended = exitOf(child, clock)
    await using group = new TaskGroup({ signal })
    using _ = stopOnAbort(child, { signal: group.signal, clock })
    let answered = false
    group.spawn(() => log.copy(must(child.stderr, 'stderr is a pipe')))
    group.spawn(async (stop) => {
      answered = await this.#announce(stop)
      if (!answered) child.kill('SIGKILL')
    })
    const end = await ended
    this.#pid = undefined
    this.#notReady()
    return answered || log.keptLine === undefined ? end : `${end}: ${plainLine(log.keptLine)}`
  }

  #spawn(): ChildProcess {
    const { programs } = this.#options
    // In a session of its own, so that Ctrl-C at a terminal reaches us alone and we stop it in order.
    const child = spawn(programs.containerd, ['--config', this.paths.config], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      cwd: '/',
      env: childEnvironment(programs),
    })
    this.#pid = child.pid
    return child
  }

  /** Asks until it answers, then lets those go on who wait for `ready`; false where it never will. */
  async #announce(signal: AbortSignal): Promise<boolean> {
    const { clock, log } = this.#options
    const start = clock.monotonic()
    const cri = createCriClient({ socket: this.paths.socket, clock })
    try {
      for (;;) {
        const answer = await askVersion(cri, { signal })
        const ms = Math.round(clock.monotonic() - start)
        if (answer === 'never' || ms > answersWithinMs) return false
        if (answer !== 'notYet') {
          log.info('containerd is ready', { version: answer.version, ms })
          this.#everReady = true
          this.#ready.resolve()
          return true
        }
        await sleep(clock, askEveryMs, { signal })
      }
    } finally {
      cri.close()
    }
  }

  #notReady(): void {
    if (!this.#everReady) return
    this.#ready = Promise.withResolvers<void>()
    this.#ready.promise.catch(() => {})
  }
}

type Answer = { readonly version: string } | 'notYet' | 'never'

/** Asks for Status first: Version is answered before containerd has found its containers again. */
async function askVersion(cri: CriClient, { signal }: { readonly signal: AbortSignal }): Promise<Answer> {
  try {
    await cri.status({}, { signal, timeoutMs: 5_000 })
    return { version: (await cri.version({}, { signal, timeoutMs: 5_000 })).runtimeVersion }
  } catch (error) {
    if (!(error instanceof CriError)) throw error
    // Its CRI plugin did not load, and the log says why.
    return error.code === 'Unimplemented' ? 'never' : 'notYet'
  }
}

/** Tells a containerd with this configuration from any other process. */
export function isContainerdOf(paths: ContainerdPaths): (args: readonly string[]) => boolean {
  return (args) => hasFlag(args, { flag: '--config', value: paths.config })
}

/** The message of a line as containerd logs it: `time="..." level=error msg="..." error="..."`. */
function plainLine(line: string): string {
  const [message, error] = ['msg', 'error'].map(
    (key) => new RegExp(` ${key}="((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1],
  )
  const parts = [message, error]
    .filter((part) => part !== undefined)
    .map((part) => part.replaceAll('\\"', '"'))
  return parts.length === 0 ? line : parts.join(': ')
}

/** Only what containerd and its children need: no NODE_OPTIONS, no credentials of whoever started us. */
function childEnvironment(programs: ContainerdPrograms): NodeJS.ProcessEnv {
  const directories = [programs.shim, programs.runc].map((file) => dirname(file))
  const kept = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
  ]
  const proxies = kept.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  const path = [...new Set([...directories, '/usr/sbin', '/usr/bin', '/sbin', '/bin'])].join(':')
  return { PATH: path, ...Object.fromEntries(proxies) }
}

/** On abort SIGTERM, and SIGKILL when that was not enough. Must be disposed once the process has ended. */
function stopOnAbort(
  child: ChildProcess,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Disposable {
  const stack = new DisposableStack()
  const stop = () => {
    child.kill('SIGTERM')
    stack.use(clock.after(stopGraceMs, () => child.kill('SIGKILL')))
  }
  stack.use(onAbort(signal, stop))
  return stack
}

/** How a process ended, once it has and what it said was read. */
async function exitOf(child: ChildProcess, clock: Clock): Promise<string> {
  const closed = Promise.withResolvers<void>()
  child.once('close', () => closed.resolve())
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`),
    )
  })
  // A process that inherited the pipe would keep it open for ever.
  using _ = clock.after(drainMs, () => child.stderr?.destroy())
  await closed.promise
  return end
}
