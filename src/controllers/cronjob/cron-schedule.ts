// When a cron schedule is due: five fields, a word such as @daily, or @every with a duration, in a time zone. Pure. A
// schedule has passed validation; what is malformed all the same gives undefined. Upstream: github.com/robfig/cron spec.go,
// parser.go.
// Differs: without a time zone schedules are in UTC, where upstream takes the zone of the machine.
import { parseDuration } from '../../machinery/schema/scalars.ts'

interface Field {
  readonly allowed: ReadonlySet<number>
  /** It was given as `*` or `?`: the other of the two day fields decides alone. */
  readonly any: boolean
}

interface Bounds {
  readonly low: number
  readonly high: number
  readonly names?: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const bounds: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: months },
  { low: 0, high: 6, names: weekdays },
]

const words: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
])

export interface CronSchedule {
  /** The first time after `ms` that is due; undefined where there is none within five years. */
  next(ms: number): number | undefined
}

/** Undefined for a malformed schedule. Throws RangeError for an unknown time zone. */
export function parseCron(schedule: string, timeZone = 'UTC'): CronSchedule | undefined {
  const every = /^@every (.+)$/.exec(schedule)?.[1]
  if (every !== undefined) return constantDelay(every)
  const parts = (words.get(schedule) ?? schedule).trim().split(/\s+/)
  if (parts.length !== bounds.length) return undefined
  const fields = bounds.map((bound, index) => parseField(parts[index] ?? '', bound))
  const [minute, hour, day, month, weekday] = fields
  if (!minute || !hour || !day || !month || !weekday) return undefined
  // An unknown zone shows at once, not at the first use.
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
  return { next: (ms) => nextTime({ minute, hour, day, month, weekday }, ms, { timeZone }) }
}

function constantDelay(text: string): CronSchedule | undefined {
  const nanos = parseDuration(text)
  if (nanos === undefined || nanos <= 0) return undefined
  const seconds = Math.max(1, Math.floor(nanos / 1e9))
  return { next: (ms) => (Math.floor(ms / 1000) + seconds) * 1000 }
}

function parseField(text: string, bound: Bounds): Field | undefined {
  const allowed = new Set<number>()
  let any = false
  for (const range of text.split(',')) {
    const parsed = parseRange(range, bound)
    if (parsed === undefined) return undefined
    for (let value = parsed.first; value <= parsed.last; value += parsed.step) allowed.add(value)
    any ||= parsed.any
  }
  return { allowed, any }
}

function parseRange(text: string, bound: Bounds) {
  const [span = '', stepText, more] = text.split('/')
  const [from = '', to, extra] = span.split('-')
  if (more !== undefined || extra !== undefined) return undefined
  const star = from === '*' || from === '?'
  const first = star ? bound.low : numberIn(from, bound)
  // One number with a step goes on to the end of the field.
  const open = to === undefined && stepText !== undefined
  const last = star || open ? bound.high : to === undefined ? first : numberIn(to, bound)
  const step = stepText === undefined ? 1 : /^\d{1,4}$/.test(stepText) ? Number(stepText) : 0
  if (first === undefined || last === undefined || step === 0) return undefined
  if (first < bound.low || last > bound.high || first > last) return undefined
  return { first, last, step, any: star && step === 1 }
}

function numberIn(text: string, { low, names = [] }: Bounds): number | undefined {
  const name = names.indexOf(text.toLowerCase())
  if (name >= 0) return name + low
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined
}

interface Fields {
  readonly minute: Field
  readonly hour: Field
  readonly day: Field
  readonly month: Field
  readonly weekday: Field
}

const yearsAhead = 5

function nextTime(fields: Fields, ms: number, options: { readonly timeZone: string }): number | undefined {
  const instant = Temporal.Instant.fromEpochMilliseconds(ms)
  let at = instant
    .toZonedDateTimeISO(options.timeZone)
    .round({ smallestUnit: 'minute', roundingMode: 'floor' })
  at = at.add({ minutes: 1 })
  const lastYear = at.year + yearsAhead
  // From the coarsest field to the finest; a field that moves on sets the finer ones to their beginning.
  while (at.year <= lastYear) {
    if (!fields.month.allowed.has(at.month))
      at = at.startOfDay().with({ day: 1 }).add({ months: 1 }).startOfDay()
    else if (!dayMatches(fields, at)) at = at.startOfDay().add({ days: 1 }).startOfDay()
    else if (!fields.hour.allowed.has(at.hour)) at = at.with({ minute: 0 }).add({ hours: 1 })
    else if (!fields.minute.allowed.has(at.minute)) at = at.add({ minutes: 1 })
    else return at.epochMilliseconds
  }
  return undefined
}

/** Both day fields restricted: either will do. */
function dayMatches({ day, weekday }: Fields, at: Temporal.ZonedDateTime): boolean {
  const inMonth = day.allowed.has(at.day)
  const inWeek = weekday.allowed.has(at.dayOfWeek % 7)
  return day.any || weekday.any ? inMonth && inWeek : inMonth || inWeek
}
