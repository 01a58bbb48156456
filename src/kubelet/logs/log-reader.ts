// Reads a container's log in the way `kubectl logs` asks for: tail, since, limit, timestamps, follow. Following survives
// rotation and ends some time after the container has.
// Upstream: staging/src/k8s.io/cri-client/pkg/logs/logs.go ReadLogs
import { type FileHandle, open, stat } from 'node:fs/promises'
import { type Clock, sleep } from '../../base/clock.ts'
import { type LogStream, parseLogEntry } from './cri-log.ts'
import { tailOffset } from './log-tail.ts'

export interface LogOptions {
  readonly tailLines?: number | undefined
  readonly sinceMs?: number | undefined
  readonly limitBytes?: number | undefined
  readonly timestamps?: boolean | undefined
  readonly follow?: boolean | undefined
  /** Only this stream; both where absent. */
  readonly stream?: LogStream | undefined
}

export interface LogSource {
  readonly path: string
  /** Asked at the end of the file when following: whether more may come. */
  isRunning(): Promise<boolean>
}

export interface LogPiece {
  readonly stream: LogStream
  readonly bytes: Buffer
}

const followIntervalMs = 200
const blockBytes = 64 * 1024
// A runtime splits lines at 16 KiB; what goes on for longer than this is no log.
const maxLineBytes = 1024 * 1024
const newline = 0x0a

/** The pieces of the log, in order. Throws what opening the file throws (ENOENT where there is no log). */
export async function* readLog(
  source: LogSource,
  options: LogOptions,
  context: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<LogPiece> {
  const write = createFormatter(options)
  for await (const line of readLines(source, options, context)) {
    const piece = write.format(line)
    if (piece !== undefined) yield piece
    if (write.full) return
  }
}

interface Formatter {
  format(line: Buffer): LogPiece | undefined
  readonly full: boolean
}

function createFormatter(options: LogOptions): Formatter {
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY
  const continued = { stdout: false, stderr: false }
  return {
    get full() {
      return left <= 0
    },
    format(line) {
      const entry = parseLogEntry(line)
      if (entry === undefined) return undefined
      const { stream, timestamp, partial, content } = entry
      if (options.sinceMs !== undefined && Date.parse(timestamp) < options.sinceMs) return undefined
      if (options.stream !== undefined && options.stream !== stream) return undefined
      const prefix = options.timestamps === true && !continued[stream] ? `${timestamp} ` : ''
      continued[stream] = partial
      const bytes = Buffer.concat([Buffer.from(prefix), content, Buffer.from(partial ? '' : '\n')])
      const piece = { stream, bytes: bytes.length > left ? bytes.subarray(0, left) : bytes }
      left -= piece.bytes.length
      return piece
    },
  }
}

/** Whole lines without their newline, over all files that the path names while it is followed. */
async function* readLines(
  source: LogSource,
  options: LogOptions,
  context: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> {
  const { clock, signal } = context
  await using stack = new AsyncDisposableStack()
  let file = stack.use(await open(source.path, 'r'))
  let position = options.tailLines === undefined ? 0 : await tailOffset(file, options.tailLines)
  const lines = new LineSplitter()
  for (let ended = false; ; ) {
    signal.throwIfAborted()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(blockBytes), 0, blockBytes, position)
    if (bytesRead > 0) {
      position += bytesRead
      yield* lines.push(buffer.subarray(0, bytesRead))
      continue
    }
    const next = options.follow === true ? await rotated(source.path, file) : undefined
    if (next !== undefined) {
      file = stack.use(next)
      position = 0
      continue
    }
    if (options.follow !== true || ended) return
    // What the container wrote last may come after it is seen to have ended: read once more.
    ended = !(await source.isRunning())
    if (!ended) await sleep(clock, followIntervalMs, { signal })
  }
}

/** The file that now lies at the path, where that is another one than `current`. */
async function rotated(path: string, current: FileHandle): Promise<FileHandle | undefined> {
  try {
    const [now, before] = await Promise.all([stat(path), current.stat()])
    return now.ino === before.ino ? undefined : await open(path, 'r')
  } catch (error) {
    // Between the rename and the runtime's reopening there is none.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

class LineSplitter {
  #rest: Buffer = Buffer.alloc(0)

  push(bytes: Buffer): readonly Buffer[] {
    const lines: Buffer[] = []
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    let start = 0
    for (let end = all.indexOf(newline); end >= 0; end = all.indexOf(newline, start)) {
      lines.push(all.subarray(start, end))
      start = end + 1
    }
    const rest = all.subarray(start)
    this.#rest = rest.length > maxLineBytes ? Buffer.alloc(0) : rest
    return lines
  }
}
