// Text forms of the scalar types that have one of their own: times, durations, base64. Each decoder returns the canonical
// text, or undefined where the input is malformed; the faults say why in Go's words.

const timeForm = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const secondsForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/** Milliseconds since 1970 of an RFC 3339 time; undefined where it is malformed or no such moment exists. */
function parseTime(text: string): number | undefined {
  const match = timeForm.exec(text)
  if (match === null || rangeFault(match) !== undefined) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

function rangeFault(match: RegExpExecArray): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  if (month < 1 || month > 12) return 'month out of range'
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return 'day out of range'
  if (hour > 23) return 'hour out of range'
  if (minute > 59) return 'minute out of range'
  return second > 59 ? 'second out of range' : undefined
}

/** Any RFC 3339 time, as UTC in whole seconds (metav1.Time). */
export function decodeTime(text: string): string | undefined {
  const ms = parseTime(text)
  if (ms === undefined) return undefined
  return secondsForm.test(text) ? text : `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** An RFC 3339 time with six digits after the second, as UTC (metav1.MicroTime). */
export function decodeMicroTime(text: string): string | undefined {
  const ms = parseTime(text)
  const fraction = timeForm.exec(text)?.[7] ?? ''
  if (ms === undefined || fraction.length !== 7) return undefined
  return `${new Date(ms).toISOString().slice(0, 19)}${fraction}Z`
}

type TimeStep = readonly [RegExp, string]
const beforeFraction: readonly TimeStep[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d?/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d/, '05'],
]
const zone: TimeStep = [/^(?:Z|[+-]\d\d:\d\d)/, 'Z07:00']

/** Why a text is no time, as Go's time.Parse says it. */
export function timeFault(text: string, type: 'time' | 'microTime'): string {
  const layout = type === 'time' ? '2006-01-02T15:04:05Z07:00' : '2006-01-02T15:04:05.000000Z07:00'
  const fraction: TimeStep = type === 'time' ? [/^(?:[.,]\d+)?/, ''] : [/^\.\d{6}/, '.000000']
  const quoted = JSON.stringify(text)
  const match = timeForm.exec(text)
  const range = match === null ? undefined : rangeFault(match)
  if (range !== undefined) return `parsing time ${quoted}: ${range}`
  let rest = text
  for (const [form, element] of [...beforeFraction, fraction, zone]) {
    const found = form.exec(rest)
    if (found === null) {
      return `parsing time ${quoted} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`
    }
    rest = rest.slice(found[0].length)
  }
  return `parsing time ${quoted}: extra text: ${JSON.stringify(rest)}`
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Standard base64 with padding; line breaks within are dropped, as Go does, and so are bits that belong to no byte. */
export function decodeBytes(text: string): string | undefined {
  const packed = text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, '') : text
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined
  return packed.endsWith('=') ? withoutStrayBits(packed) : packed
}

function withoutStrayBits(packed: string): string {
  const padding = packed.endsWith('==') ? 2 : 1
  const at = packed.length - padding - 1
  const value = base64Digits.indexOf(packed[at] as string)
  const kept = value & (padding === 2 ? 0b110000 : 0b111100)
  return kept === value ? packed : `${packed.slice(0, at)}${base64Digits[kept]}${'='.repeat(padding)}`
}

/** Why a text is no base64. */
export function bytesFault(text: string): string {
  const bad = text.search(/[^A-Za-z0-9+/\r\n]/)
  const at = bad >= 0 && !/^={1,2}[\r\n]*$/.test(text.slice(bad)) ? bad : text.length - (text.length % 4)
  return `illegal base64 data at input byte ${at}`
}

const unitNanos: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** Nanoseconds of Go's duration text (`1h2m3.5s`), or undefined. */
export function parseDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0
  if (!/^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.test(text)) return undefined
  let nanos = 0
  for (const [, whole = '', fraction = '', unit] of text.matchAll(
    /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g,
  )) {
    const scale = unitNanos[unit as string] as number
    // Rounded before it is cut, so that 1.1s is not a nanosecond short.
    const part = Number((Number(`0.${fraction || '0'}`) * scale).toFixed(3))
    nanos += Number(whole || '0') * scale + Math.trunc(part)
  }
  if (nanos > 2 ** 63) return undefined
  return text.startsWith('-') ? -nanos : nanos
}

/** Go's text for a duration in nanoseconds. */
export function formatDuration(nanos: number): string {
  if (nanos === 0) return '0s'
  const sign = nanos < 0 ? '-' : ''
  const size = Math.abs(nanos)
  if (size < 1e3) return `${sign}${size}ns`
  if (size < 1e6) return `${sign}${size / 1e3}µs`
  if (size < 1e9) return `${sign}${size / 1e6}ms`
  const hours = Math.floor(size / 3600e9)
  const minutes = Math.floor((size % 3600e9) / 60e9)
  const seconds = `${secondsText(size % 60e9)}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`
}

/** Never in powers of ten, as a number would be written. */
function secondsText(nanos: number): string {
  const fraction = String(nanos % 1e9)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${Math.floor(nanos / 1e9)}${fraction === '' ? '' : `.${fraction}`}`
}

export function decodeDuration(text: string): string | undefined {
  const nanos = parseDuration(text)
  return nanos === undefined ? undefined : formatDuration(nanos)
}

/** Why a text is no duration. */
export function durationFault(text: string): string {
  const quoted = JSON.stringify(text)
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return `time: missing unit in duration ${quoted}`
  const unit =
    /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))*(?:\d+(?:\.\d*)?|\.\d+)([^\d.]+)/.exec(
      text,
    )?.[1]
  return unit === undefined || unitNanos[unit] !== undefined
    ? `time: invalid duration ${quoted}`
    : `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`
}
