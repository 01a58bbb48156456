// What the values of flags may be. Each throws a UserError that says what would be right.
import { parseDuration } from '../machinery/schema/scalars.ts'
import { UserError } from './user-error.ts'

export function choice<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value)
  if (found === undefined)
    throw new UserError(`${flag} must be ${oneOf(allowed)}, not ${JSON.stringify(value)}`)
  return found
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}

export function wholeNumber(
  flag: string,
  text: string,
  range: { readonly min: number; readonly max: number },
): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= range.min && value <= range.max) return value
  throw new UserError(
    `${flag} must be a whole number from ${range.min} to ${range.max}, not ${JSON.stringify(text)}`,
  )
}

/** A length of time in milliseconds, one at least. */
export function duration(flag: string, text: string): number {
  const nanos = parseDuration(text) ?? 0
  if (nanos >= 1e6) return nanos / 1e6
  throw new UserError(`${flag} must be a time such as 1m0s or 30s, not ${JSON.stringify(text)}`)
}
