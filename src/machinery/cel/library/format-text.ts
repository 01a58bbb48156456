// 'text %s %d'.format([...]), with numbers written as in English. Upstream: cel-go ext/formatting.go.
import { EvalFault } from '../cel-fault.ts'
import type { Frame } from '../frame.ts'
import { formatDuration, formatTimestamp } from '../time-values.ts'
import {
  CelList,
  CelMap,
  CelUint,
  Duration,
  Timestamp,
  TypeValue,
  typeNameOf,
  type Value,
} from '../values.ts'
import { formatDouble } from './conversions.ts'

export function formatText(text: string, args: CelList, frame: Frame): string {
  const parts: string[] = []
  let next = 0
  let last = 0
  for (const match of text.matchAll(/%(?:(%)|(?:\.(\d+))?(.)?)/gsu)) {
    parts.push(text.slice(last, match.index))
    last = match.index + match[0].length
    const [, percent, precision, clause] = match
    if (percent !== undefined) {
      parts.push('%')
      continue
    }
    if (clause === undefined) throw new EvalFault('unexpected end of string')
    if (next >= args.size) throw new EvalFault(`index ${next} out of range`)
    const written = formatClause(clause, args.at(next++), { precision, frame })
    // Costs nothing upstream.
    frame.work(written.length / 64)
    parts.push(written)
  }
  return parts.join('') + text.slice(last)
}

interface ClauseContext {
  readonly precision: string | undefined
  readonly frame: Frame
}

function formatClause(clause: string, value: Value, context: ClauseContext): string {
  switch (clause) {
    case 's':
      return writeString(value, context.frame)
    case 'd':
      return integer(value, 10, 'decimal')
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : integer(value, 2, 'binary')
    case 'o':
      return integer(value, 8, 'octal')
    case 'x':
    case 'X': {
      const text = hexadecimal(value)
      return clause === 'X' ? text.toUpperCase() : text
    }
    case 'f':
      return floating(value, { ...context, clause: 'fixed-point' })
    case 'e':
      return floating(value, { ...context, clause: 'scientific' })
    default:
      throw new EvalFault(`could not parse formatting clause: unrecognized formatting clause "${clause}"`)
  }
}

function writeString(value: Value, frame: Frame): string {
  frame.work(1)
  if (typeof value === 'string') return value
  if (value === null) return 'null'
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return formatDouble(value)
  if (value instanceof CelUint) return String(value.value)
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof Duration) return formatDuration(value)
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  if (value instanceof TypeValue) return value.typeName
  if (value instanceof CelList) return `[${[...value].map((item) => writeInner(item, frame)).join(', ')}]`
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map(
      (key) => `${writeInner(key, frame)}:${writeInner(value.get(key) ?? null, frame)}`,
    )
    return `{${entries.sort().join(', ')}}`
  }
  throw new EvalFault(
    `error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeNameOf(value)}`,
  )
}

/** Inside of a list or a map, as it would stand in an expression. */
function writeInner(value: Value, frame: Frame): string {
  if (typeof value === 'number')
    return Number.isFinite(value) ? fixed(value, 6) : JSON.stringify(formatDouble(value))
  const text = writeString(value, frame)
  if (typeof value === 'string') return JSON.stringify(text)
  if (value instanceof Uint8Array) return `b${JSON.stringify(text)}`
  if (value instanceof Timestamp) return `timestamp(${JSON.stringify(text)})`
  return value instanceof Duration ? `duration(${JSON.stringify(text)})` : text
}

function integer(value: Value, base: number, clause: string): string {
  const whole = value instanceof CelUint ? value.value : value
  if (typeof whole === 'bigint') return whole.toString(base)
  throw new EvalFault(
    `error during formatting: ${clause} clause can only be used on integers, was given ${typeNameOf(value)}`,
  )
}

function hexadecimal(value: Value): string {
  if (typeof value === 'string') return new TextEncoder().encode(value).toHex()
  if (value instanceof Uint8Array) return value.toHex()
  const whole = value instanceof CelUint ? value.value : value
  if (typeof whole === 'bigint') return whole.toString(16)
  throw new EvalFault(
    `error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given ${typeNameOf(value)}`,
  )
}

interface FloatingContext {
  readonly precision: string | undefined
  readonly clause: 'fixed-point' | 'scientific'
}

const infinities: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function floating(value: Value, context: FloatingContext): string {
  const number = infinities.get(value) ?? value
  if (typeof number !== 'number') {
    throw new EvalFault(
      `error during formatting: ${context.clause} clause can only be used on doubles, was given ${typeNameOf(value)}`,
    )
  }
  if (Number.isNaN(number)) return 'NaN'
  if (!Number.isFinite(number)) return number > 0 ? '∞' : '-∞'
  const digits = Math.min(Number(context.precision ?? 6), 100)
  if (context.clause === 'scientific') return scientific(number).padStart(digits)
  const [whole = '', fraction] = fixed(number, digits).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** Six digits always: upstream takes the precision for the width. */
function scientific(number: number): string {
  return number.toExponential(6).replace(/e([+-])(\d+)$/, (_all, sign: string, exponent: string) => {
    const raised = exponent.padStart(2, '0').replace(/\d/g, (digit) => superscripts[Number(digit)] ?? '')
    return `\u202f×\u202f10${sign === '-' ? '⁻' : ''}${raised}`
  })
}

/** As Go rounds: from the middle to the even digit. toFixed() goes up there, and gives up on large numbers. */
export function fixed(number: number, digits: number): string {
  if (Math.abs(number) >= 1e21) {
    return digits === 0 ? String(BigInt(number)) : `${BigInt(number)}.${'0'.repeat(digits)}`
  }
  const exact = number.toFixed(100)
  const cut = exact.length - (100 - digits)
  const isMiddle = /^50*$/.test(exact.slice(cut))
  const kept = exact.slice(0, cut)
  return isMiddle && /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, '') : number.toFixed(digits)
}
