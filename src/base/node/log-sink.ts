// Writes log records to a stream as klog text (the form that Kubernetes users read) or as JSON lines.
import type { LogFields, LogRecord } from '../log.ts'

export type LogFormat = 'text' | 'json'

const letters = { debug: 'D', info: 'I', warn: 'W', error: 'E' } as const

function plain(value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? value.message) : value
}

function textValue(value: unknown): string {
  const shown = plain(value)
  return typeof shown === 'number' || typeof shown === 'boolean' ? String(shown) : JSON.stringify(shown)
}

function textFields(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${textValue(value)}`)
    .join('')
}

/** One line of klog-like text: `I1123 10:14:50.123456 component] "message" key=value`. */
export function formatText(record: LogRecord, atMs: number): string {
  const stamp = new Date(atMs).toISOString()
  const time = `${stamp.slice(5, 7)}${stamp.slice(8, 10)} ${stamp.slice(11, 23)}000`
  const { level, component, message, fields } = record
  return `${letters[level]}${time} ${component}] ${JSON.stringify(message)}${textFields(fields)}`
}

/** One JSON line with ts (ms), level, component, msg and the fields. */
export function formatJson(record: LogRecord, atMs: number): string {
  const fields = Object.fromEntries(Object.entries(record.fields).map(([key, value]) => [key, plain(value)]))
  return JSON.stringify({
    ts: atMs,
    level: record.level,
    component: record.component,
    msg: record.message,
    ...fields,
  })
}

/** A sink for createLogger. */
export function logSink(options: {
  readonly stream: { write(text: string): unknown }
  readonly format: LogFormat
  readonly now: () => number
}): (record: LogRecord) => void {
  const format = options.format === 'json' ? formatJson : formatText
  return (record) => options.stream.write(`${format(record, options.now())}\n`)
}
