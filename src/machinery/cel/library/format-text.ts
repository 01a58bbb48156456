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
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', last)) {
    parts.push(text.slice(last, at))
    if (text[at + 1] === '%') {
      parts.push('%')
      last = at + 2
      continue
    }
    if (next >= args.size) throw new EvalFault(`index ${next} out of range`)
    const { clause, precision, end, fault } = readClause(text, at + 1)
    if (fault !== undefined) throw new EvalFault(fault)
    const written = formatClause(clause, args.at(next++), { precision, frame })
    // Costs nothing upstream.
    frame.work(written.length / 64)
    parts.push(written)
    last = end
  }
  return parts.join('') + text.slice(last)
}

interface Clause {
  readonly clause: string
  readonly precision?: string | undefined
  /** Where the text goes on. */
  readonly end: number
  readonly fault?: undefined
}

interface NoClause {
  readonly fault: string
  readonly clause?: undefined
  readonly precision?: undefined
  readonly end?: undefined
}

const clauses: ReadonlySet<string> = new Set(['s', 'd', 'b', 'o', 'x', 'X', 'f', 'e'])

/** What stands after a percent sign. */
export function readClause(text: string, at: number): Clause | NoClause {
  if (at >= text.length) return { fault: 'unexpected end of string' }
  const [, dot, digits = ''] = /^(\.(\d*))?/.exec(text.slice(at, at + 100)) ?? []
  const end = at + (dot ?? '').length
  const wrong = (why: string): NoClause => ({ fault: `could not parse formatting clause: ${why}` })
  const precision = (why: string) => wrong(`error while parsing precision: ${why}`)
  if (dot !== undefined) {
    if (end >= text.length) return precision('could not find end of precision specifier')
    const number = (why: string) =>
      precision(
        `error while converting precision to integer: strconv.Atoi: parsing ${JSON.stringify(digits)}: ${why}`,
      )
    if (digits === '') return number('invalid syntax')
    if (BigInt(digits) > 9_223_372_036_854_775_807n) return number('value out of range')
  }
  const clause = String.fromCodePoint(text.codePointAt(end) ?? 0)
  if (!clauses.has(clause)) return wrong(`unrecognized formatting clause "${clause}"`)
  return { clause, end: end + 1, ...(dot !== undefined && { precision: digits }) }
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
      return integer(value, 10, 'd')
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : integer(value, 2, 'b')
    case 'o':
      return integer(value, 8, 'o')
    case 'x':
    case 'X': {
      const text = hexadecimal(value)
      return clause === 'X' ? text.toUpperCase() : text
    }
    case 'f':
      return floating(value, { ...context, clause: 'fixed-point' })
    default:
      return floating(value, { ...context, clause: 'scientific' })
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
  throw unfit('s', value)
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
  throw unfit(clause, value)
}

function hexadecimal(value: Value): string {
  if (typeof value === 'string') return new TextEncoder().encode(value).toHex()
  if (value instanceof Uint8Array) return value.toHex()
  const whole = value instanceof CelUint ? value.value : value
  if (typeof whole === 'bigint') return whole.toString(16)
  throw unfit('x', value)
}

const uses: ReadonlyMap<string, string> = new Map([
  [
    's',
    'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
  ],
  ['d', 'decimal clause can only be used on integers'],
  ['b', 'only integers and bools can be formatted as binary'],
  ['o', 'octal clause can only be used on integers'],
  ['x', 'only integers, byte buffers, and strings can be formatted as hex'],
  ['f', 'fixed-point clause can only be used on doubles'],
  ['e', 'scientific clause can only be used on doubles'],
])

/** That a clause is given what it is not for. */
export function misuse(clause: string, typeName: string): string {
  return `error during formatting: ${uses.get(clause.toLowerCase())}, was given ${typeName}`
}

const unfit = (clause: string, value: Value): EvalFault => new EvalFault(misuse(clause, typeNameOf(value)))

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
  if (typeof number !== 'number') throw unfit(context.clause === 'scientific' ? 'e' : 'f', value)
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
