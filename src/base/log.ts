// Logging contract. Messages are constant lower-case text; what varies goes into fields. Leaves return errors and do
// not log. Sinks that write somewhere are in node/log-sink.ts.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, unknown>>

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds `component` (dotted under this one's). */
  named(component: string): Logger
}

export interface LogRecord {
  readonly level: LogLevel
  readonly component: string
  readonly message: string
  readonly fields: LogFields
}

const order: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

/** A logger over a sink; records below `level` are dropped. */
export function createLogger(options: {
  readonly write: (record: LogRecord) => void
  readonly level?: LogLevel
  readonly component?: string
}): Logger {
  const { write, level = 'info', component = '' } = options
  const at =
    (recordLevel: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (order[recordLevel] >= order[level]) write({ level: recordLevel, component, message, fields })
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    named: (name) =>
      createLogger({ write, level, component: component === '' ? name : `${component}.${name}` }),
  }
}

/** Drops everything. */
export const silentLogger: Logger = createLogger({ write: () => {} })
