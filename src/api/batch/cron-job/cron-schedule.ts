// The form of schedules, as cron has them: five fields or a word such as @daily. It says what is wrong with one; when a
// schedule is due is the controller's business. Upstream: github.com/robfig/cron parser.go ParseStandard.

interface Field {
  readonly low: number
  readonly high: number
  readonly names: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const fields: readonly Field[] = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: months },
  { low: 0, high: 6, names: days },
]
const words = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

/** What is wrong with the schedule, or undefined. */
export function cronScheduleFault(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    if (words.includes(schedule) || /^@every (\d+(\.\d+)?(ns|us|\u00b5s|ms|s|m|h))+$/.test(schedule))
      return undefined
    return `unrecognized descriptor: ${schedule}`
  }
  const parts = schedule.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== fields.length) {
    return `expected exactly ${fields.length} fields, found ${parts.length}: [${parts.join(' ')}]`
  }
  for (const [index, field] of fields.entries()) {
    for (const range of (parts[index] ?? '').split(',')) {
      const fault = rangeFault(range, field, index)
      if (fault !== undefined) return fault
    }
  }
  return undefined
}

function rangeFault(range: string, field: Field, index: number): string | undefined {
  const [span = '', step, more] = range.split('/')
  const [first = '', last, extra] = span.split('-')
  if (more !== undefined) return `too many slashes: ${range}`
  if (extra !== undefined) return `too many hyphens: ${range}`
  const start = first === '*' || first === '?' ? field.low : numberIn(first, field, index)
  const end = last === undefined ? start : numberIn(last, field, index)
  const every = step === undefined ? 1 : numberIn(step, { ...field, names: [] }, -1)
  for (const value of [start, end, every]) if (typeof value === 'string') return value
  if (Number(start) < field.low) return `beginning of range (${start}) below minimum (${field.low}): ${range}`
  if (Number(end) > field.high) return `end of range (${end}) above maximum (${field.high}): ${range}`
  if (Number(start) > Number(end))
    return `beginning of range (${start}) beyond end of range (${end}): ${range}`
  return every === 0 ? `step of range should be a positive number: ${range}` : undefined
}

/** The number, or what is wrong with its text. */
function numberIn(text: string, field: Field, index: number): number | string {
  const name = field.names.indexOf(text.toLowerCase())
  if (name >= 0) return name + (index === 3 ? 1 : 0)
  if (/^\d{1,9}$/.test(text)) return Number(text)
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
}
