// A log file that never grows past a bound: when it is full it becomes FILE.1, and a new one begins.
import { type FileHandle, open, rename } from 'node:fs/promises'
import type { Readable } from 'node:stream'

export interface BoundedLogOptions {
  /** At most twice this is on disk, in FILE and FILE.1. */
  readonly maxBytes: number
  /** Which lines tell why a program ended. */
  readonly keep: RegExp
}

export class BoundedLog implements AsyncDisposable {
  readonly #file: string
  readonly #options: BoundedLogOptions
  #handle: FileHandle
  #size: number
  #kept: string | undefined
  #dropped = 0

  private constructor(
    file: string,
    { handle, size, ...options }: BoundedLogOptions & { readonly handle: FileHandle; readonly size: number },
  ) {
    this.#file = file
    this.#options = options
    this.#handle = handle
    this.#size = size
  }

  /** Goes on with the file where there is one. */
  static async open(file: string, options: BoundedLogOptions): Promise<BoundedLog> {
    const handle = await open(file, 'a', 0o600)
    const { size } = await handle.stat()
    return new BoundedLog(file, { ...options, handle, size })
  }

  /** The last line that matched `keep`. */
  get keptLine(): string | undefined {
    return this.#kept
  }

  /** How many pieces `copy` could not write. */
  get dropped(): number {
    return this.#dropped
  }

  /**
   * Copies all of `source` until it ends or is destroyed; the source waits while it is written. What cannot be written,
   * such as on a full disk, is lost: a program must not stand still for its log. One call at a time.
   */
  async copy(source: Readable): Promise<void> {
    try {
      for await (const chunk of source) await this.write(chunk as Buffer).catch(() => this.#dropped++)
    } catch (error) {
      if (!source.destroyed) throw error
    }
  }

  async write(chunk: Buffer): Promise<void> {
    const lines = chunk.toString('utf8').split('\n')
    this.#kept = lines.findLast((line) => this.#options.keep.test(line)) ?? this.#kept
    if (this.#size > 0 && this.#size + chunk.length > this.#options.maxBytes) await this.#rotate()
    this.#size += chunk.length
    await this.#handle.appendFile(chunk)
  }

  async #rotate(): Promise<void> {
    await rename(this.#file, `${this.#file}.1`)
    const next = await open(this.#file, 'a', 0o600)
    const full = this.#handle
    this.#handle = next
    this.#size = 0
    await full.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}
