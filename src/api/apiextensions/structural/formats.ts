// The formats of strings that schemas may name; a format that is not here says nothing.
// Upstream: kube-openapi pkg/validation/strfmt/default.go, apiextensions-apiserver pkg/apiserver/validation/formats.go.
import { compilePattern } from '../../../machinery/linear-pattern.ts'
import { parseCIDR, parseIP } from '../../../machinery/names/ip.ts'
import { decodeTime } from '../../../machinery/schema/scalars.ts'
import { allSchemas, type JsonSchema } from './json-schema.ts'

type Check = (text: string) => boolean

/** Linear whatever the text: these lie open to every writer. */
function matching(source: string): Check {
  return (text) => {
    const compiled = compilePattern(source)
    return compiled.ok && compiled.pattern.test(text)
  }
}

const hostnameForm = matching(
  '^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$',
)

function isHostname(text: string): boolean {
  return text.length <= 255 && text.split('.').every((part) => part.length <= 63) && hostnameForm(text)
}

function uuid(variant: string, fourth = '[0-9a-f]{4}'): Check {
  return matching(`(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?${variant}-?${fourth}-?[0-9a-f]{12}$`)
}

function digitsOf(text: string): readonly number[] {
  return [...text.replace(/[\s-]/g, '')].map((char) => (char === 'X' || char === 'x' ? 10 : Number(char)))
}

function isISBN10(text: string): boolean {
  if (!/^(?:\d[\s-]?){9}[\dX]$/.test(text)) return false
  return digitsOf(text).reduce((sum, digit, index) => sum + digit * (10 - index), 0) % 11 === 0
}

function isISBN13(text: string): boolean {
  if (!/^(?:\d[\s-]?){12}\d$/.test(text)) return false
  return digitsOf(text).reduce((sum, digit, index) => sum + digit * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0
}

const cardForm = matching(
  '^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\\d{3})\\d{11}|6[27][0-9]{14})$',
)

/** Luhn's sum. */
function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, '')
  if (!cardForm(digits)) return false
  const sum = [...digits].reverse().reduce((total, char, index) => {
    const value = index % 2 === 0 ? Number(char) : Number(char) * 2
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function isURI(text: string): boolean {
  if (text.startsWith('/')) return !/\s/.test(text)
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text) && URL.canParse(text)
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && decodeTime(`${text}T00:00:00Z`) !== undefined
}

/** Also with a space for the T, and without a zone. */
function isDateTime(text: string): boolean {
  const [day = '', rest = ''] = text.split(/[Tt ]/, 2)
  if (rest === '') return false
  const zoned = /(?:Z|z|[+-]\d\d:\d\d)$/.test(rest) ? rest.toUpperCase() : `${rest}Z`
  return decodeTime(`${day}T${zoned}`) !== undefined
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const shortName = matching(`^${label}$`)
const longName = matching(`^${label}(\\.${label})*$`)

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['bsonobjectid', matching('^[0-9a-fA-F]{24}$')],
  ['uri', isURI],
  ['email', matching('^[^\\s@<>]+@[^\\s@<>]+$|^[^<>]*<[^\\s@<>]+@[^\\s@<>]+>$')],
  ['hostname', isHostname],
  ['ipv4', (text) => parseIP(text)?.family === 4],
  ['ipv6', (text) => parseIP(text)?.family === 6],
  ['cidr', (text) => parseCIDR(text) !== undefined],
  [
    'mac',
    matching(
      '^(?i)([0-9a-f]{2}([:-][0-9a-f]{2}){5}|[0-9a-f]{2}([:-][0-9a-f]{2}){7}|[0-9a-f]{2}([:-][0-9a-f]{2}){19}|[0-9a-f]{4}(\\.[0-9a-f]{4}){2}|[0-9a-f]{4}(\\.[0-9a-f]{4}){3})$',
    ),
  ],
  ['uuid', uuid('[0-9a-f]{4}')],
  ['uuid3', uuid('3[0-9a-f]{3}')],
  ['uuid4', uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}')],
  ['uuid5', uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}')],
  ['isbn', (text) => isISBN10(text) || isISBN13(text)],
  ['isbn10', isISBN10],
  ['isbn13', isISBN13],
  ['creditcard', isCreditCard],
  ['ssn', matching('^\\d{3}[- ]?\\d{2}[- ]?\\d{4}$')],
  ['hexcolor', matching('^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$')],
  [
    'rgbcolor',
    matching(
      '^rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)$',
    ),
  ],
  [
    'byte',
    matching('^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})$'),
  ],
  ['password', () => true],
  ['date', isDate],
  [
    'duration',
    matching(
      '^(\\d+(\\.\\d*)?|\\.\\d+)\\s*[A-Za-z\u00b5\u03bc]+((\\d+(\\.\\d*)?|\\.\\d+)[A-Za-z\u00b5\u03bc]+)*$|^[-+]?0$',
    ),
  ],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => text.length <= 63 && shortName(text)],
  ['k8slongname', (text) => text.length <= 253 && longName(text)],
])

/** Go's registry knows formats with and without their dashes. */
const plain = (format: string) => format.replaceAll('-', '')

/** Whether the text has the format; any text has one that nobody knows. */
export function hasFormat(text: string, format: string): boolean {
  const check = checks.get(plain(format))
  return check === undefined || check(text)
}

const numbers: ReadonlyMap<string, readonly string[]> = new Map([
  ['integer', ['int32', 'int64']],
  ['number', ['float', 'double']],
])

/** Formats that nobody checks, each once, of the schema and of all within it. */
export function unknownFormats(schema: JsonSchema): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { type = '', format = '' } of allSchemas(schema)) {
    const isKnown =
      type === '' || type === 'string'
        ? checks.has(plain(format))
        : (numbers.get(type)?.includes(format) ?? false)
    if (format !== '' && !isKnown) found.add(format)
  }
  return found
}
