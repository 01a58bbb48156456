// What a plain YAML scalar stands for: null, bool, number, or itself. The rules are those of sigs.k8s.io/yaml, which takes
// YAML 1.1's words (yes, off) and 1.2's octals. Upstream: sigs.k8s.io/yaml goyaml.v2/resolve.go.
import { rawNumber } from '../json-value.ts'

const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])
const trues = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
const falses = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
const specials: ReadonlyMap<string, string> = new Map([
  ['.nan', 'NaN'],
  ['.NaN', 'NaN'],
  ['.NAN', 'NaN'],
  ['.inf', '+Inf'],
  ['.Inf', '+Inf'],
  ['.INF', '+Inf'],
  ['+.inf', '+Inf'],
  ['+.Inf', '+Inf'],
  ['+.INF', '+Inf'],
  ['-.inf', '-Inf'],
  ['-.Inf', '-Inf'],
  ['-.INF', '-Inf'],
])

/** The value of a plain scalar. */
export function resolvePlain(text: string): unknown {
  if (nulls.has(text)) return null
  if (trues.has(text)) return true
  if (falses.has(text)) return false
  const first = text.charCodeAt(0)
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e
  return numeric && !isTimestamp(text) ? (parseNumber(text) ?? text) : text
}

/** `+Inf` and its like, where the scalar is a number that JSON lacks. */
export function unsupportedNumber(text: string): string | undefined {
  return specials.get(text)
}

function parseNumber(text: string): unknown {
  if (text.startsWith('.')) return /^\.\d+(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined
  const plain = text.replaceAll('_', '')
  const whole = parseInteger(plain)
  if (whole !== undefined) return whole
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain)) {
    const value = Number(plain)
    return Number.isFinite(value) ? value : undefined
  }
  return undefined
}

function parseInteger(text: string): unknown {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9]\d*)$/.exec(text)
  if (match === null || text.length > 70) return undefined
  const [, sign = '', digits = ''] = match
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits)
  const value = sign === '-' ? -size : size
  if (value < -(2n ** 63n) || value >= 2n ** 64n) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : rawNumber(String(value))
}

/** True for dates and times, which stay text but have to be quoted to stay so in every reader. */
export function isTimestamp(text: string): boolean {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?)?$/.exec(
      text,
    )
  if (match === null) return false
  const [year = 0, month = 0, day = 0, ...clock] = match.slice(1).map((part) => Number(part ?? 0))
  const date = new Date(Date.UTC(year, month - 1, day))
  const [hour = 0, minute = 0, second = 0] = match[4] === undefined ? clock.slice(3) : clock
  return (
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  )
}

const base60Float = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/

/** True where the text, written plainly, would be read as something else. */
export function needsQuotes(text: string): boolean {
  return (
    typeof resolvePlain(text) !== 'string' ||
    specials.has(text) ||
    base60Float.test(text) ||
    isTimestamp(text)
  )
}
