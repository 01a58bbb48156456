// Amounts of resources such as "100m" or "1.5Gi", exactly: a whole number times a power of ten, and the suffix family to
// print it in. Upstream: apimachinery pkg/api/resource/quantity.go. Never a float, never more than nano precision.

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

export interface Quantity {
  /** The amount is `unscaled` times ten to the power of `exponent`. */
  readonly unscaled: bigint
  /** Never below -9. */
  readonly exponent: number
  readonly format: QuantityFormat
}

/** What functions here take: the text of an object's field, a number out of YAML or JSON, or a parsed amount. */
export type QuantityLike = Quantity | string | number

const formatFault =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const suffixFault = "unable to parse quantity's suffix"
const numericFault = 'unable to parse numeric part of quantity'

const decimalExponents: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
])
const decimalSuffixes: ReadonlyMap<number, string> = new Map(
  [...decimalExponents].map(([text, e]) => [e, text]),
)
const binaryExponents: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
])
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const int64Max = 2n ** 63n - 1n
const nano = -9
// Differs: upstream takes any exponent and then computes with it for as long as that lasts.
const largestExponent = 1000
const longestText = 1024

interface Parsed {
  readonly quantity: Quantity
  /** The text is canonical as it stands (by upstream's rule of thumb, which lets some odd forms through). */
  readonly reuse: boolean
}

/** The canonical text of a quantity, or undefined where `value` is not one. */
export function canonicalQuantity(value: string | number): string | undefined {
  if (typeof value === 'string' && isPlain(value)) return value
  const text = String(value).trim()
  const parsed = parse(text)
  if (typeof parsed === 'string') return undefined
  return parsed.reuse ? text : formatQuantity(parsed.quantity)
}

/** The exact amount, or undefined where `value` is not a quantity. */
export function parseQuantity(value: string | number): Quantity | undefined {
  const parsed = parse(String(value).trim())
  return typeof parsed === 'string' ? undefined : parsed.quantity
}

/** Why `value` is not a quantity, in upstream's words; undefined where it is one. */
export function quantityFault(value: string | number): string | undefined {
  const parsed = parse(String(value).trim())
  return typeof parsed === 'string' ? parsed : undefined
}

/** True for the forms that almost every object carries and that are canonical: "2", "100m", "512Mi". */
function isPlain(text: string): boolean {
  const match = /^([1-9]\d{0,10})(m|k|M|G|[KMGT]i)?$/.exec(text)
  if (match === null) return text === '0'
  const [, digits = '', suffix = ''] = match
  if (suffix.length === 2) return digits.length < 7 && (Number(digits) & 1023) !== 0
  return !digits.endsWith('000')
}

/** The same few amounts come again and again: "100m", "128Mi". */
const remembered = new Map<string, Parsed | string>()
const rememberedLimit = 4096
const rememberedLength = 16

function parse(text: string): Parsed | string {
  const known = remembered.get(text)
  if (known !== undefined) return known
  const parsed = parseAnew(text)
  if (text.length <= rememberedLength && remembered.size < rememberedLimit) remembered.set(text, parsed)
  return parsed
}

// Upstream: quantity.go parseQuantityString and ParseQuantity. A sign, digits or suffix alone counts as zero there too.
function parseAnew(text: string): Parsed | string {
  if (text === '' || text.length > longestText) return formatFault
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text)
  if (match === null) return formatFault
  const [, sign = '', leading = '', fraction = '', suffix = ''] = match
  const whole = leading === '' ? '0' : leading
  const unit = interpret(suffix)
  if (unit === undefined) return suffixFault
  if (Math.abs(unit.exponent) > largestExponent) return numericFault
  const digits = whole + fraction
  const magnitude = BigInt(digits)
  const binary = unit.format === 'BinarySI'
  const scale = (binary ? 0 : unit.exponent) - fraction.length
  const scaled = binary ? magnitude << BigInt(unit.exponent) : magnitude
  const fast = fitsFastPath({ whole, fraction, unit, scale }) && scaled <= int64Max
  const reuse =
    fast && (binary ? unit.exponent % 10 === 0 && (magnitude & 7n) !== 0n : isCanonical(digits, scale))
  const bounded = bound(scaled, scale, unit.format)
  const unscaled = sign === '-' ? -bounded.unscaled : bounded.unscaled
  return { quantity: { ...bounded, unscaled }, reuse }
}

interface Unit {
  readonly exponent: number
  readonly format: QuantityFormat
}

// Upstream: suffix.go interpret.
function interpret(suffix: string): Unit | undefined {
  const decimal = decimalExponents.get(suffix)
  if (decimal !== undefined) return { exponent: decimal, format: 'DecimalSI' }
  const binary = binaryExponents.get(suffix)
  if (binary !== undefined) return { exponent: binary, format: 'BinarySI' }
  if (!/^[eE][-+]?\d+$/.test(suffix)) return undefined
  return { exponent: Number(suffix.slice(1)), format: 'DecimalExponent' }
}

function isCanonical(digits: string, scale: number): boolean {
  return scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')
}

// Upstream keeps the text only of amounts that it could hold in an int64; the number of digits decides beforehand.
function fitsFastPath(parts: { whole: string; fraction: string; unit: Unit; scale: number }): boolean {
  const { whole, fraction, unit, scale } = parts
  if (unit.format !== 'BinarySI') return 18 - whole.length - fraction.length >= 0 && scale >= nano
  return fraction === '' && 15 - whole.length - Math.trunc((unit.exponent * 3) / 10) - 1 >= 0
}

/** Rounds up to whole nanos, caps binary amounts. */
function bound(magnitude: bigint, scale: number, format: QuantityFormat): Quantity {
  let unscaled = magnitude
  let exponent = scale
  if (exponent < nano) {
    unscaled = ceilDivide(unscaled, 10n ** BigInt(nano - exponent))
    exponent = nano
  }
  if (format !== 'BinarySI') return { unscaled, exponent, format }
  if (unscaled > int64Max * 10n ** BigInt(-exponent)) return { unscaled: int64Max, exponent: 0, format }
  const belowOne = unscaled > 0n && unscaled < 10n ** BigInt(-exponent)
  return { unscaled, exponent, format: belowOne ? 'DecimalSI' : format }
}

/** Rounds away from zero; `divisor` is positive. */
function ceilDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  if (quotient * divisor === value) return quotient
  return value < 0n ? quotient - 1n : quotient + 1n
}

/** The canonical text. Upstream: quantity.go CanonicalizeBytes. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.unscaled === 0n) return '0'
  if (quantity.format !== 'BinarySI') return formatDecimal(quantity)
  const whole = wholeOf(quantity)
  if (whole === undefined || (whole > -1024n && whole < 1024n))
    return formatDecimal({ ...quantity, format: 'DecimalSI' })
  let number = whole
  let times = 0
  while (times < binarySuffixes.length - 1 && (number & 1023n) === 0n) {
    number >>= 10n
    times++
  }
  return `${number}${binarySuffixes[times]}`
}

function wholeOf({ unscaled, exponent }: Quantity): bigint | undefined {
  if (exponent >= 0) return unscaled * 10n ** BigInt(exponent)
  const divisor = 10n ** BigInt(-exponent)
  return unscaled % divisor === 0n ? unscaled / divisor : undefined
}

function formatDecimal(quantity: Quantity): string {
  let { unscaled, exponent } = quantity
  while (unscaled % 10n === 0n) {
    unscaled /= 10n
    exponent++
  }
  while (exponent % 3 !== 0) {
    unscaled *= 10n
    exponent--
  }
  const suffix = quantity.format === 'DecimalSI' ? decimalSuffixes.get(exponent) : undefined
  if (suffix !== undefined) return `${unscaled}${suffix}`
  return exponent === 0 ? String(unscaled) : `${unscaled}e${exponent}`
}

function toQuantity(value: QuantityLike): Quantity {
  if (typeof value === 'object') return value
  const parsed = parse(String(value).trim())
  if (typeof parsed === 'string') throw new RangeError(parsed)
  return parsed.quantity
}

/** The amount in whole units, rounded away from zero. Throws a RangeError for text that is no quantity. */
export function quantityValue(value: QuantityLike): number {
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value)
  return scaledValue(toQuantity(value), 0)
}

/** The amount in thousandths, rounded away from zero: CPU as the scheduler and the kubelet count it. */
export function quantityMilli(value: QuantityLike): number {
  if (typeof value === 'string') {
    if (/^\d{1,12}m$/.test(value)) return Number(value.slice(0, -1))
    if (/^\d{1,12}$/.test(value)) return Number(value) * 1000
  }
  return scaledValue(toQuantity(value), -3)
}

function scaledValue({ unscaled, exponent }: Quantity, scale: number): number {
  const shift = exponent - scale
  return Number(shift >= 0 ? unscaled * 10n ** BigInt(shift) : ceilDivide(unscaled, 10n ** BigInt(-shift)))
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compareQuantity(a: QuantityLike, b: QuantityLike): number {
  const [left, right] = aligned(toQuantity(a), toQuantity(b))
  return left < right ? -1 : left > right ? 1 : 0
}

/** The sum, printed as `a` is, unless that is zero. */
export function addQuantity(a: QuantityLike, b: QuantityLike): Quantity {
  return combine(toQuantity(a), toQuantity(b), (left, right) => left + right)
}

/** The difference, printed as `a` is, unless that is zero. */
export function subQuantity(a: QuantityLike, b: QuantityLike): Quantity {
  return combine(toQuantity(a), toQuantity(b), (left, right) => left - right)
}

function combine(a: Quantity, b: Quantity, join: (left: bigint, right: bigint) => bigint): Quantity {
  const [left, right] = aligned(a, b)
  const format = a.unscaled === 0n ? b.format : a.format
  return { unscaled: join(left, right), exponent: Math.min(a.exponent, b.exponent), format }
}

function aligned(a: Quantity, b: Quantity): [bigint, bigint] {
  if (a.exponent === b.exponent) return [a.unscaled, b.unscaled]
  const exponent = Math.min(a.exponent, b.exponent)
  return [shifted(a, exponent), shifted(b, exponent)]
}

function shifted({ unscaled, exponent }: Quantity, to: number): bigint {
  return exponent === to ? unscaled : unscaled * 10n ** BigInt(exponent - to)
}
