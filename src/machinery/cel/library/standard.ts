// The standard functions that are no operators: sizes, tests of strings, parts of times. Upstream: cel-go
// common/stdlib/standard.go, common/types/{string,timestamp,duration}.go.
import { compilePattern } from '../../linear-pattern.ts'
import { EvalFault } from '../cel-fault.ts'
import { countPoints, sizeOf } from '../equality.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, fn } from '../function.ts'
import { floorDivide, zoneOffsetMinutes } from '../time-values.ts'
import type { CelList, CelMap, Duration, Timestamp, Value } from '../values.ts'
import { perCharacter, walkCost } from './operators.ts'

export function codePoints(text: string, frame: Frame): bigint {
  frame.work(text.length / 8 + 1)
  return BigInt(countPoints(text))
}

const sizes = {
  string: codePoints,
  bytes: (value: Uint8Array) => BigInt(value.length),
  list: (value: CelList) => BigInt(value.size),
  map: (value: CelMap) => BigInt(value.size),
}

export const patternCost = ([text = null, pattern = null]: readonly Value[]): number =>
  Math.ceil((1 + sizeOf(text)) * perCharacter) * Math.ceil(sizeOf(pattern) * 0.25)

export function matches(text: string, source: string, frame: Frame): boolean {
  const compiled = compilePattern(source)
  if (!compiled.ok) throw new EvalFault(compiled.fault)
  frame.work(text.length + source.length)
  return compiled.pattern.test(text)
}

const startCost = ([text]: readonly Value[]): number => walkCost(text)

export const standard: readonly CelFunction[] = [
  fn('size', {
    '(string) -> int': sizes.string,
    '(bytes) -> int': sizes.bytes,
    '(list(A)) -> int': sizes.list,
    '(map(A, B)) -> int': sizes.map,
    'string.() -> int': sizes.string,
    'bytes.() -> int': sizes.bytes,
    'list(A).() -> int': sizes.list,
    'map(A, B).() -> int': sizes.map,
  }),
  fn(
    'contains',
    { 'string.(string) -> bool': (text: string, part: string) => text.includes(part) },
    ([text, part]) => walkCost(text) * walkCost(part),
  ),
  fn(
    'startsWith',
    { 'string.(string) -> bool': (text: string, start: string) => text.startsWith(start) },
    startCost,
  ),
  fn('endsWith', { 'string.(string) -> bool': (text: string, end: string) => text.endsWith(end) }, startCost),
  fn('matches', { 'string.(string) -> bool': matches, '(string, string) -> bool': matches }, patternCost),
  ...parts({
    getFullYear: (date) => date.getUTCFullYear(),
    getMonth: (date) => date.getUTCMonth(),
    getDate: (date) => date.getUTCDate(),
    getDayOfMonth: (date) => date.getUTCDate() - 1,
    getDayOfWeek: (date) => date.getUTCDay(),
    getDayOfYear: dayOfYear,
  }),
  ...clockParts({
    getHours: [(date) => date.getUTCHours(), 3_600_000_000_000n],
    getMinutes: [(date) => date.getUTCMinutes(), 60_000_000_000n],
    getSeconds: [(date) => date.getUTCSeconds(), 1_000_000_000n],
    getMilliseconds: [(date) => date.getUTCMilliseconds(), 1_000_000n],
  }),
]

type Part = (date: Date) => number

function parts(table: Readonly<Record<string, Part>>): CelFunction[] {
  return Object.entries(table).map(([name, part]) =>
    fn(name, {
      'timestamp.() -> int': (time: Timestamp) => BigInt(part(utc(time, 0))),
      'timestamp.(string) -> int': (time: Timestamp, zone: string, frame: Frame) =>
        BigInt(part(inZone(time, zone, frame))),
    }),
  )
}

/** Also of a duration: how many of the unit it holds; milliseconds are those within the second. */
function clockParts(table: Readonly<Record<string, readonly [Part, bigint]>>): CelFunction[] {
  return Object.entries(table).map(([name, [part, unit]]) =>
    fn(name, {
      'timestamp.() -> int': (time: Timestamp) => BigInt(part(utc(time, 0))),
      'timestamp.(string) -> int': (time: Timestamp, zone: string, frame: Frame) =>
        BigInt(part(inZone(time, zone, frame))),
      'duration.() -> int': (time: Duration) => time.nanos / unit,
    }),
  )
}

function utc({ nanos }: Timestamp, offsetMinutes: number): Date {
  return new Date(Number(floorDivide(nanos, 1_000_000n)) + offsetMinutes * 60_000)
}

/** A date whose UTC parts are those of the zone. */
function inZone(time: Timestamp, zone: string, frame: Frame): Date {
  const offset = zone === 'UTC' || zone === '' ? 0 : zoneOffsetMinutes(zone)
  if (offset !== undefined) return utc(time, offset)
  const date = utc(time, 0)
  const parts = new Map<string, number>()
  for (const { type, value } of zoneFormat(zone, frame).formatToParts(date)) parts.set(type, Number(value))
  const of = (type: string): number => parts.get(type) ?? 0
  const local = new Date(0)
  local.setUTCFullYear(of('year'), of('month') - 1, of('day'))
  local.setUTCHours(of('hour'), of('minute'), of('second'), date.getUTCMilliseconds())
  return local
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>()
const keptFormats = 16
/** What asking for a zone takes, and what making its format does, in steps. */
const zoneWork = 50
const formatWork = 2000

function zoneFormat(timeZone: string, frame: Frame): Intl.DateTimeFormat {
  frame.work(zoneWork)
  const known = zoneFormats.get(timeZone)
  if (known !== undefined) return known
  frame.work(formatWork)
  const made = newZoneFormat(timeZone)
  if (zoneFormats.size >= keptFormats) zoneFormats.clear()
  zoneFormats.set(timeZone, made)
  return made
}

function newZoneFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (error) {
    if (error instanceof RangeError) throw new EvalFault(`unknown time zone ${timeZone}`)
    throw error
  }
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000)
}
