// A child process of ours that is started again when it dies, until told to stop. It says over IPC when it is ready.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { onAbort } from '../../base/abort.ts'
import { type BackoffPolicy, backoffDelay } from '../../base/backoff.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { programFlags } from '../package-files.ts'
import { UserError } from '../user-error.ts'

export interface ChildOptions {
  readonly name: string
  readonly args: readonly string[]
  readonly logFile: string
  /** Time that a child has to end after SIGTERM. */
  readonly stopMs: number
  /** When it resolves, the child is told; it loads its program meanwhile. */
  readonly prepared: Promise<unknown>
  readonly clock: Clock
  readonly log: Logger
}

/** What a child tells its supervisor. */
export type ChildMessage =
  | { readonly type: 'ready' }
  /** It cannot start for a reason that starting again would not mend. */
  | { readonly type: 'refused'; readonly message: string }

/** What a supervisor tells its child: keys and certificates are on disk. */
export interface PreparedMessage {
  readonly type: 'prepared'
}

// Memory before the last tenth of speed (docs/performance.md): a young generation of 4 MB, an old one that is collected
// when it has grown by 40 % (but not while programs are loaded, which stay), and an allocator that gives back what is free.
const nodeFlags = [
  '--disable-sigusr1',
  '--report-exclude-env',
  '--max-semi-space-size=4',
  '--initial-old-space-size=32',
  '--heap-growing-percent=40',
  // For base/node/idle-collection.ts.
  '--expose-gc',
]
const allocatorBounds = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' }

const restarts: BackoffPolicy = { initialMs: 200, maxMs: 10_000 }
/** A child that ran this long is taken to have been healthy. */
const healthyMs = 30_000

export class SupervisedChild {
  readonly #options: ChildOptions
  readonly #ready = Promise.withResolvers<void>()
  #started = false

  constructor(options: ChildOptions) {
    this.#options = options
    // Whoever waits for readiness gets the rejection; nobody has to.
    this.#ready.promise.catch(() => {})
  }

  /** Resolves when the child first says that it is ready; rejects with UserError when it refuses. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** Keeps the child running until `signal` aborts, then ends it. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, name } = this.#options
    let failures = 0
    while (!signal.aborted) {
      const startedAt = clock.monotonic()
      const end = await this.#runOnce(signal)
      if (signal.aborted) return
      if (!this.#started)
        throw new UserError(
          end.refusal ?? `the ${name} ended while starting (${end.how}): see ${this.#options.logFile}`,
        )
      failures = clock.monotonic() - startedAt > healthyMs ? 1 : failures + 1
      log.warn('child process ended, starting it again', { name, how: end.how, failures })
      await sleep(clock, backoffDelay(restarts, failures), { signal }).catch(() => {})
    }
  }

  async #runOnce(signal: AbortSignal): Promise<{ readonly how: string; readonly refusal?: string }> {
    const child = this.#spawn()
    let refusal: string | undefined
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'ready') {
        this.#started = true
        this.#ready.resolve()
      } else refusal = message.message
    })
    const prepared = () => child.connected && child.send({ type: 'prepared' } satisfies PreparedMessage)
    // Whoever prepares reports that it failed.
    void this.#options.prepared.then(prepared, () => {})
    using _ = onAbort(signal, () => this.#stop(child))
    const how = await ended(child)
    if (!this.#started) {
      const { name, logFile } = this.#options
      const error = new UserError(refusal ?? `the ${name} ended while starting (${how}): see ${logFile}`)
      this.#ready.reject(error)
    }
    return refusal === undefined ? { how } : { how, refusal }
  }

  #spawn(): ChildProcess {
    const file = openSync(this.#options.logFile, 'a', 0o600)
    try {
      return spawn(process.execPath, [...nodeFlags, ...programFlags, ...this.#options.args], {
        env: { ...process.env, ...allocatorBounds },
        stdio: ['ignore', file, file, 'ipc'],
        // Its own group: a Ctrl-C at the terminal reaches the supervisor alone, which then ends children in order.
        detached: true,
      })
    } finally {
      closeSync(file)
    }
  }

  #stop(child: ChildProcess): void {
    const { clock, log, name, stopMs } = this.#options
    child.kill('SIGTERM')
    const timer = clock.after(stopMs, () => {
      log.warn('child process did not end in time, killing it', { name })
      child.kill('SIGKILL')
    })
    child.once('exit', () => timer.cancel())
  }
}

function ended(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  child.once('error', (error) => resolve(error.message))
  child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  return promise
}
