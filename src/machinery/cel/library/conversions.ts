// Conversions between types. Upstream: cel-go common/types/{int,uint,double,string,bytes,bool,timestamp,duration}.go.
import { EvalFault } from '../cel-fault.ts'
import { type CelFunction, fn } from '../function.ts'
import {
  floorDivide,
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
} from '../time-values.ts'
import { CelUint, type Duration, Timestamp, TypeValue, typeNameOf, type Value } from '../values.ts'
import { walkCost } from './operators.ts'

function whole(value: number): bigint {
  if (!(value > -(2 ** 63) && value < 2 ** 63)) {
    throw new EvalFault('integer overflow')
  }
  return BigInt(Math.trunc(value))
}

function parseInt64(text: string): bigint {
  if (!/^[+-]?\d{1,40}$/.test(text)) {
    throw new EvalFault(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  const value = BigInt(text.replace(/^\+/, ''))
  if (BigInt.asIntN(64, value) !== value) {
    throw new EvalFault(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`)
  }
  return value
}

function unsigned(value: bigint): CelUint {
  if (BigInt.asUintN(64, value) !== value) throw new EvalFault('unsigned integer overflow')
  return new CelUint(value)
}

function parseUint64(text: string): CelUint {
  if (!/^\d{1,40}$/.test(text)) {
    throw new EvalFault(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return unsigned(BigInt(text))
}

function parseDouble(text: string): number {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (special !== null) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  if (!/^[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    throw new EvalFault(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return Number(text)
}

const trueTexts: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falseTexts: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

function parseBool(text: string): boolean {
  if (trueTexts.has(text)) return true
  if (falseTexts.has(text)) return false
  throw new EvalFault(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`)
}

function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw new EvalFault('invalid UTF-8 in bytes, cannot convert to string')
    throw error
  }
}

/** As Go prints a double with %g. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const shortest = value.toExponential()
  const exponent = Number(shortest.slice(shortest.indexOf('e') + 1))
  return exponent < -4 || exponent >= 6 ? shortest.replace(/e([+-])(\d)$/, 'e$10$2') : String(value)
}

export const conversions: readonly CelFunction[] = [
  fn('int', {
    '(int) -> int': (value: bigint) => value,
    '(uint) -> int': (value: CelUint) => {
      if (BigInt.asIntN(64, value.value) !== value.value) throw new EvalFault('integer overflow')
      return value.value
    },
    '(double) -> int': whole,
    '(string) -> int': parseInt64,
    '(timestamp) -> int': (value: Timestamp) => floorDivide(value.nanos, 1_000_000_000n),
    '(duration) -> int': (value: Duration) => value.nanos,
  }),
  fn('uint', {
    '(uint) -> uint': (value: CelUint) => value,
    '(int) -> uint': unsigned,
    '(double) -> uint': (value: number) => unsigned(whole(value)),
    '(string) -> uint': parseUint64,
  }),
  fn('double', {
    '(double) -> double': (value: number) => value,
    '(int) -> double': (value: bigint) => Number(value),
    '(uint) -> double': (value: CelUint) => Number(value.value),
    '(string) -> double': parseDouble,
  }),
  fn('bool', { '(bool) -> bool': (value: boolean) => value, '(string) -> bool': parseBool }),
  fn(
    'string',
    {
      '(string) -> string': (value: string) => value,
      '(int) -> string': (value: bigint) => value.toString(),
      '(uint) -> string': (value: CelUint) => value.value.toString(),
      '(double) -> string': formatDouble,
      '(bool) -> string': (value: boolean) => String(value),
      '(bytes) -> string': textOfBytes,
      '(timestamp) -> string': formatTimestamp,
      '(duration) -> string': formatDuration,
    },
    ([value]) => (value instanceof Uint8Array ? walkCost(value) : 1),
  ),
  fn(
    'bytes',
    {
      '(bytes) -> bytes': (value: Uint8Array) => value,
      '(string) -> bytes': (value: string) => new TextEncoder().encode(value),
    },
    ([value]) => (typeof value === 'string' ? walkCost(value) : 1),
  ),
  fn('duration', {
    '(duration) -> duration': (value: Duration) => value,
    '(string) -> duration': (text: string) => {
      const parsed = parseDuration(text)
      if (parsed === undefined) throw new EvalFault(`time: invalid duration ${JSON.stringify(text)}`)
      return parsed
    },
  }),
  fn('timestamp', {
    '(timestamp) -> timestamp': (value: Timestamp) => value,
    '(int) -> timestamp': (seconds: bigint) => new Timestamp(seconds * 1_000_000_000n),
    '(string) -> timestamp': (text: string) => {
      const parsed = parseTimestamp(text)
      if (parsed === undefined) {
        throw new EvalFault(
          `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse`,
        )
      }
      return parsed
    },
  }),
  fn('dyn', { '(A) -> dyn': (value: Value) => value }),
  fn('type', { '(A) -> type(A)': (value: Value) => new TypeValue(typeNameOf(value)) }),
]
