// The thread of controllers, scheduler and simulated nodes, as the main thread sees it. It loads its modules from the
// moment it is made, while the main thread loads its own, and starts again when it ends.
import { Worker } from 'node:worker_threads'
import { aborted, onAbort } from '../../base/abort.ts'
import { type BackoffPolicy, backoffDelay } from '../../base/backoff.ts'
import { sleep } from '../../base/clock.ts'
import type { Host } from '../host.ts'
import { programFile } from '../package-files.ts'
import type { WorkerMessage, WorkerOptions } from './worker-options.ts'

const stopMs = 10_000
const restarts: BackoffPolicy = { initialMs: 200, maxMs: 10_000 }

interface LoadedWorker {
  readonly worker: Worker
  /** Resolves when it has ended, with what broke it. */
  readonly ended: Promise<{ readonly error?: unknown }>
}

function load(): LoadedWorker {
  const worker = new Worker(programFile('cluster/server/worker'))
  const { promise: ended, resolve } = Promise.withResolvers<{ readonly error?: unknown }>()
  worker.on('error', (error) => resolve({ error }))
  worker.on('exit', () => resolve({}))
  // Until it works it keeps no process alive that could not start.
  worker.unref()
  return { worker, ended }
}

export class WorkerThread {
  #loaded: LoadedWorker | undefined = load()

  /** Keeps the thread working until the signal aborts; all it started has ended then. */
  async run(
    options: WorkerOptions,
    { host, signal }: { readonly host: Host; readonly signal: AbortSignal },
  ): Promise<void> {
    for (let failures = 1; !signal.aborted; failures++) {
      const { error } = await this.#runOnce(options, { host, signal })
      if (signal.aborted) return
      host.log.error('the thread of controllers and scheduler ended, starting it again', { failures, error })
      await sleep(host.clock, backoffDelay(restarts, failures), { signal }).catch(() => {})
    }
  }

  async #runOnce(
    options: WorkerOptions,
    { host, signal }: { readonly host: Host; readonly signal: AbortSignal },
  ): Promise<{ readonly error?: unknown }> {
    const { worker, ended } = this.#loaded ?? load()
    this.#loaded = undefined
    worker.ref()
    const tell = (message: WorkerMessage) => worker.postMessage(message)
    tell({ type: 'start', options })
    using _ = onAbort(signal, () => tell({ type: 'stop' }))
    const end = await Promise.race([ended, aborted(signal)])
    if (end !== undefined) return end
    using _timer = host.clock.after(stopMs, () => void worker.terminate())
    return await ended
  }
}
