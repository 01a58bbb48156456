// Times in objects (metav1.Time, metav1.MicroTime) from and to milliseconds since 1970, and ages as people read them.
import { inOnePiece } from '../../base/text.ts'

let lastSecond = Number.NaN
let lastText = ''

/** RFC 3339 in whole seconds, as metav1.Time prints it. Most are asked for many times a second. */
export function timeText(ms: number): string {
  const second = Math.floor(ms / 1000)
  if (second !== lastSecond) {
    lastText = inOnePiece(new Date(ms).toISOString().slice(0, 19), 'Z')
    lastSecond = second
  }
  return lastText
}

/** RFC 3339 with six digits, as metav1.MicroTime prints it. */
export function microTimeText(ms: number): string {
  return inOnePiece(new Date(ms).toISOString().slice(0, 23), '000Z')
}

/** Milliseconds of either form; undefined for an absent, zero or malformed time. */
export function timeMs(text: string | null | undefined): number | undefined {
  if (text === undefined || text === null || text === '') return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** A length of time as tables print it: the two largest units that matter. Upstream: pkg/util/duration HumanDuration. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) return twoUnits([minutes, 'm'], [seconds % 60, 's'])
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) return twoUnits([hours, 'h'], [minutes % 60, 'm'])
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (hours < 24 * 8) return twoUnits([days, 'd'], [hours % 24, 'h'])
  if (days < 365 * 2) return `${days}d`
  const years = Math.trunc(days / 365)
  return years < 8 ? twoUnits([years, 'y'], [days % 365, 'd']) : `${years}y`
}

type Amount = readonly [number, string]

function twoUnits([large, largeUnit]: Amount, [small, smallUnit]: Amount): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}
