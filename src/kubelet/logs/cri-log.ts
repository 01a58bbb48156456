// The log format of CRI runtimes, one entry a line: `2026-01-01T00:00:00.000000000Z stdout F text`. P marks a piece of a
// longer line. Upstream: staging/src/k8s.io/cri-client/pkg/logs/logs.go parseCRILog

export type LogStream = 'stdout' | 'stderr'

export interface LogEntry {
  /** As the runtime wrote it. */
  readonly timestamp: string
  readonly stream: LogStream
  /** The line goes on in the next entry of this stream. */
  readonly partial: boolean
  readonly content: Buffer
}

const space = 0x20

/** An entry without its newline; undefined where the line has another form. */
export function parseLogEntry(line: Buffer): LogEntry | undefined {
  const first = line.indexOf(space)
  const second = line.indexOf(space, first + 1)
  if (first < 0 || second < 0) return undefined
  const third = line.indexOf(space, second + 1)
  // An empty line may come without the last blank.
  const tagsEnd = third < 0 ? line.length : third
  const timestamp = line.toString('latin1', 0, first)
  const stream = line.toString('latin1', first + 1, second)
  if (stream !== 'stdout' && stream !== 'stderr') return undefined
  if (Number.isNaN(Date.parse(timestamp))) return undefined
  const [tag] = line.toString('latin1', second + 1, tagsEnd).split(':', 1)
  if (tag !== 'F' && tag !== 'P') return undefined
  return { timestamp, stream, partial: tag === 'P', content: line.subarray(tagsEnd + 1) }
}
