// Events as lines of a file or of the standard output. The line is written before the answer goes out.
// Upstream: apiserver plugin/pkg/audit/log/backend.go.
// Differs: not in upstream's mode batch nor in the format legacy; long events are not cut (--audit-log-truncate-enabled).
import { eventLine } from './audit-event.ts'
import type { AuditBackend, BackendContext } from './auditor.ts'
import { RotatingFile } from './rotating-file.ts'

export interface LogBackendOptions {
  /** `-` is the standard output. */
  readonly path: string
  /** 0: 100 megabytes, as upstream has it. */
  readonly maxSizeMegabytes: number
  readonly maxBackups: number
  readonly maxAgeDays: number
  /** A request that cannot be written down is refused. */
  readonly strict: boolean
}

const megabyte = 1024 * 1024
const dayMs = 86_400_000

/** Throws where the file cannot be written. */
export function logBackend(options: LogBackendOptions): (context: BackendContext) => AuditBackend {
  const { path, maxSizeMegabytes, maxBackups, maxAgeDays, strict } = options
  return ({ clock }) => {
    if (path === '-') return { name: 'log', write: (fields) => void process.stdout.write(eventLine(fields)) }
    const file = new RotatingFile({
      path,
      maxBytes: (maxSizeMegabytes === 0 ? 100 : maxSizeMegabytes) * megabyte,
      maxBackups,
      maxAgeMs: maxAgeDays * dayMs,
      clock,
    })
    return {
      name: 'log',
      strict,
      write: (fields) => file.write(eventLine(fields)),
      close: () => file[Symbol.dispose](),
    }
  }
}
