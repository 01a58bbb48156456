// Timestamps and durations as text. Upstream: cel-go common/types/timestamp.go, duration.go; Go's time.ParseDuration.
import { Duration, Timestamp } from './values.ts'

const nanosPerMilli = 1_000_000n
const nanosPerSecond = 1_000_000_000n

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9})\d*)?([Zz]|[+-]\d{2}:\d{2})$/
const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** From the year 1 to the year 9999, which is what a timestamp can hold. */
export const minTimestamp = -62_135_596_800n * nanosPerSecond
export const maxTimestamp = 253_402_300_799n * nanosPerSecond + 999_999_999n

export function parseTimestamp(text: string): Timestamp | undefined {
  const match = rfc3339.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const leap = month === 2 && isLeap(year) ? 1 : 0
  if (month < 1 || month > 12 || day < 1 || day > (daysIn[month - 1] ?? 0) + leap) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, 0)
  const zone = match[8] ?? 'Z'
  const offset = zoneOffsetMinutes(zone)
  if (offset === undefined) return undefined
  const nanos = BigInt((match[7] ?? '').padEnd(9, '0'))
  const total = BigInt(date.getTime()) * nanosPerMilli + nanos - BigInt(offset) * 60n * nanosPerSecond
  return total < minTimestamp || total > maxTimestamp ? undefined : new Timestamp(total, offset)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** Of `Z`, `+01:00`, `-08:30`. */
export function zoneOffsetMinutes(zone: string): number | undefined {
  if (/^[zZ]$/.test(zone)) return 0
  const match = /^([+-]?)(\d{2}):(\d{2})$/.exec(zone)
  if (match === null) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3])
  if (Number(match[2]) > 23 || Number(match[3]) > 59) return undefined
  return match[1] === '-' ? -minutes : minutes
}

export function formatTimestamp({ nanos, offsetMinutes }: Timestamp): string {
  const seconds = floorDivide(nanos, nanosPerSecond)
  const text = new Date(Number(seconds) * 1000 + offsetMinutes * 60_000).toISOString().slice(0, 19)
  return `${text}${fraction(nanos - seconds * nanosPerSecond)}${zoneText(offsetMinutes)}`
}

function zoneText(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'Z'
  const size = Math.abs(offsetMinutes)
  const [hours, minutes] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'))
  return `${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`
}

function fraction(nanos: bigint): string {
  if (nanos === 0n) return ''
  return `.${nanos.toString().padStart(9, '0').replace(/0+$/, '')}`
}

export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: nanosPerMilli,
  s: nanosPerSecond,
  m: 60n * nanosPerSecond,
  h: 3600n * nanosPerSecond,
}
const part = /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y
const maxNanos = 9_223_372_036_854_775_807n

/** Such as `1h30m` or `-1.5s`. */
export function parseDuration(text: string): Duration | undefined {
  const sign = text.startsWith('-') ? -1n : 1n
  const body = text.replace(/^[+-]/, '')
  if (body === '0') return new Duration(0n)
  if (body === '' || body.length > 200) return undefined
  let nanos = 0n
  part.lastIndex = 0
  for (let at = 0; at < body.length; at = part.lastIndex) {
    const match = part.exec(body)
    if (match === null) return undefined
    const [, whole = '', decimals = '', unit = ''] = match
    if (whole === '' && decimals === '') return undefined
    const scale = units[unit] ?? 0n
    nanos += BigInt(whole === '' ? 0 : whole) * scale
    if (decimals !== '') nanos += (BigInt(decimals) * scale) / 10n ** BigInt(decimals.length)
  }
  return nanos > maxNanos ? undefined : new Duration(nanos * sign)
}

/** As string() prints it: seconds. */
export function formatDuration({ nanos }: Duration): string {
  const sign = nanos < 0n ? '-' : ''
  const size = nanos < 0n ? -nanos : nanos
  return `${sign}${size / nanosPerSecond}${fraction(size % nanosPerSecond)}s`
}
