// A file that is put aside when it has grown, under the time of that, and of which only the newest are kept. Each write is in the
// file when it returns. Upstream: gopkg.in/natefinch/lumberjack.v2, whose names the files have.
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Clock } from '../../base/clock.ts'

export interface RotatingFileOptions {
  readonly path: string
  readonly maxBytes: number
  /** How many of those put aside are kept, and how long; 0: all. */
  readonly maxBackups: number
  readonly maxAgeMs: number
  readonly clock: Clock
}

const closed = -1

export class RotatingFile implements Disposable {
  readonly #options: RotatingFileOptions
  #fd: number
  #bytes: number

  /** Throws where the file cannot be written. */
  constructor(options: RotatingFileOptions) {
    this.#options = options
    makeFolder(dirname(options.path))
    this.#fd = openSync(options.path, 'a', 0o600)
    this.#bytes = fstatSync(this.#fd).size
  }

  /** Throws where it cannot be written, also after it was closed: the number of its descriptor may be another file's then. */
  write(text: string): void {
    if (this.#fd === closed) throw new Error('the file is closed')
    const bytes = Buffer.from(text)
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#options.maxBytes) this.#rotate()
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at)
    this.#bytes += bytes.length
  }

  [Symbol.dispose](): void {
    if (this.#fd !== closed) closeSync(this.#fd)
    this.#fd = closed
  }

  #rotate(): void {
    const { path, clock } = this.#options
    putAside(path, join(dirname(path), backupName(path, clock.now())))
    const before = this.#fd
    this.#fd = openSync(path, 'a', 0o600)
    this.#bytes = 0
    closeSync(before)
    this.#forgetOld()
  }

  #forgetOld(): void {
    const { path, maxBackups, maxAgeMs, clock } = this.#options
    const oldest = maxAgeMs === 0 ? -Infinity : clock.now() - maxAgeMs
    const backups = readdirSync(dirname(path))
      .map((name) => ({ name, ms: backupTime(path, name) }))
      .filter((backup): backup is { name: string; ms: number } => backup.ms !== undefined)
      .sort((a, b) => b.ms - a.ms)
    for (const [index, { name, ms }] of backups.entries()) {
      if ((maxBackups > 0 && index >= maxBackups) || ms < oldest)
        rmSync(join(dirname(path), name), { force: true })
    }
  }
}

/** One that is not there has been put aside already: by somebody else, or before the next could not be opened. */
function putAside(path: string, backup: string): void {
  try {
    renameSync(path, backup)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Node's own way to make parents, too, never ends where a file system takes no folders (/proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path, 0o755)
}

/** `audit-2006-01-02T15-04-05.000.log` beside `audit.log`. */
function backupName(path: string, ms: number): string {
  const extension = extname(path)
  const time = new Date(ms).toISOString().slice(0, 23).replaceAll(':', '-')
  return `${basename(path, extension)}-${time}${extension}`
}

function backupTime(path: string, name: string): number | undefined {
  const extension = extname(path)
  const prefix = `${basename(path, extension)}-`
  if (!name.startsWith(prefix) || !name.endsWith(extension)) return undefined
  const text = name.slice(prefix.length, name.length - extension.length)
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})$/.exec(text)
  return match === null ? undefined : Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`)
}
