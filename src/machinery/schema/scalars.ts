// Text forms of the scalar types that have one of their own: times, durations, base64. Each returns the canonical text,
// or undefined where the input is malformed.

const secondsForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const rfc3339Form = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(?:[Zz]|[+-]\d\d:\d\d)$/

/** Any RFC 3339 time, as UTC in whole seconds (metav1.Time). */
export function decodeTime(text: string): string | undefined {
  if (!rfc3339Form.test(text)) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) return undefined
  return secondsForm.test(text) ? text : `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** Any RFC 3339 time, as UTC with six digits (metav1.MicroTime). */
export function decodeMicroTime(text: string): string | undefined {
  const match = rfc3339Form.exec(text)
  if (match === null) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) return undefined
  return `${new Date(ms).toISOString().slice(0, 19)}.${(match[1] ?? '').padEnd(6, '0').slice(0, 6)}Z`
}

/** Standard base64 with padding. */
export function decodeBytes(text: string): string | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? text : undefined
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
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$|^[+-]?0$/.exec(text)
  if (match === null) return undefined
  let nanos = 0
  for (const [, number, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    nanos += Number(number) * (unitNanos[unit as string] as number)
  }
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
  const seconds = `${(size % 60e9) / 1e9}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`
}

export function decodeDuration(text: string): string | undefined {
  const nanos = parseDuration(text)
  return nanos === undefined ? undefined : formatDuration(nanos)
}
