// The only place that starts a promise nobody awaits. What lives long has `run(signal)`, which opens a group, spawns
// its parts into it and returns when all of them have ended.
import { isAbort, StoppedError } from './abort.ts'

export interface TaskGroupOptions {
  /** Stops every task of the group when it aborts. */
  readonly signal: AbortSignal
}

/**
 * A set of running tasks that end together. The first task that throws (other than by being stopped) aborts the rest,
 * and `wait()` rejects with its error. Leaving an `await using` block stops the tasks and waits for them.
 */
export class TaskGroup implements AsyncDisposable {
  readonly #controller = new AbortController()
  readonly #tasks = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined
  readonly signal: AbortSignal

  constructor(options: TaskGroupOptions) {
    this.signal = AbortSignal.any([options.signal, this.#controller.signal])
  }

  /** Starts a task. It gets the group's signal and must end soon after that aborts. */
  spawn(task: (signal: AbortSignal) => Promise<void>): void {
    const running = this.#run(task).finally(() => this.#tasks.delete(running))
    this.#tasks.add(running)
  }

  async #run(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      if (!this.signal.aborted) await task(this.signal)
    } catch (error) {
      if (isAbort(error, this.signal)) return
      this.#failure ??= { error }
      this.stop()
    }
  }

  get size(): number {
    return this.#tasks.size
  }

  stop(): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new StoppedError('task group stopped'))
  }

  /** Resolves when every task has ended; rejects with the first failure. */
  async wait(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks)
    const failure = this.#failure
    // Told once: the disposal that follows a failed wait() would only hide it behind a SuppressedError.
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop()
    await this.wait()
  }
}
