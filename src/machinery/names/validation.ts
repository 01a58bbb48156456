// The forms that names, labels, keys and ports must have. Each check returns its faults, in upstream's words and without
// the field; none means valid. Upstream: apimachinery pkg/util/validation/validation.go and pkg/api/validate/content.

const valid: readonly string[] = []

const labelFmt = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const underscoreLabelFmt = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const subdomainFmt = `${labelFmt}(\\.${labelFmt})*`
const underscoreSubdomainFmt = `${underscoreLabelFmt}(\\.${underscoreLabelFmt})*`
const dns1035Fmt = '[a-z]([-a-z0-9]*[a-z0-9])?'
const labelKeyFmt = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const wildcardFmt = `\\*\\.${subdomainFmt}`

/** A rule as upstream reports its breach: the text, the expression, examples. */
interface Form {
  readonly matches: (value: string) => boolean
  readonly fault: string
  /** What the fault of a text that is too long calls its length. */
  readonly unit?: 'bytes'
}

function form(expression: string, text: string, ...examples: string[]): Form {
  const compiled = new RegExp(`^(?:${expression})$`)
  return { matches: (value) => compiled.test(value), fault: regexFault(text, expression, ...examples) }
}

/** A fault with the expression that was not matched. */
export function regexFault(text: string, expression: string, ...examples: string[]): string {
  if (examples.length === 0) return `${text} (regex used for validation is '${expression}')`
  const list = examples.map((example) => `'${example}', `).join(' or ')
  return `${text} (e.g. ${list}regex used for validation is '${expression}')`
}

/** Upstream counts bytes everywhere, and says so of labels alone: MaxLenError is there twice. */
function maxLengthFault(bytes: number, unit: 'bytes' | 'characters' = 'characters'): string {
  return `must be no more than ${bytes} ${unit}`
}

export const emptyFault = 'must be non-empty'

export function rangeFault(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`
}

const label = form(
  labelFmt,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  'my-name',
  '123-abc',
)
const subdomain = form(
  subdomainFmt,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
)
const underscoreSubdomain = form(
  underscoreSubdomainFmt,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
)
const dns1035 = form(
  dns1035Fmt,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  'my-name',
  'abc-123',
)
const wildcard = form(
  wildcardFmt,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  '*.example.com',
)
const labelPrefix: Form = { ...subdomain, unit: 'bytes' }
const labelKey: Form = {
  ...form(
    labelKeyFmt,
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    'MyName',
    'my.name',
    '123-abc',
  ),
  unit: 'bytes',
}
const labelValue: Form = {
  ...form(
    `(${labelKeyFmt})?`,
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    'MyValue',
    'my_value',
    '12345',
  ),
  unit: 'bytes',
}
const cIdentifier = form(
  '[A-Za-z_][A-Za-z0-9_]*',
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  'my_name',
  'MY_NAME',
  'MyName',
)
const percent = form(
  '[0-9]+%',
  "a valid percent string must be a numeric string followed by an ending '%'",
  '1%',
  '93%',
)
const headerName = form(
  '[-A-Za-z0-9]+',
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  'X-Header-Name',
)
const envVarName = form(
  '[-._a-zA-Z][-._a-zA-Z0-9]*',
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
)
const configMapKey = form(
  '[-._a-zA-Z0-9]+',
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  'key.name',
  'KEY_NAME',
  'key-name',
)
const conditionReason = form(
  '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?',
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
)

/** Length in UTF-8, in which upstream counts. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

function checkForm(value: string, rule: Form, maxBytes: number): readonly string[] {
  const matches = rule.matches(value)
  // What matches is ASCII, so its length is its byte length.
  if (matches && value.length <= maxBytes) return valid
  const faults = byteLength(value) > maxBytes ? [maxLengthFault(maxBytes, rule.unit)] : []
  return matches ? faults : [...faults, rule.fault]
}

export function isDNS1123Label(value: string): readonly string[] {
  const faults = checkForm(value, label, 63)
  if (faults.length === 0 || !subdomain.matches(value)) return faults
  return faults.map((fault) => (fault === label.fault ? 'must not contain dots' : fault))
}

export function isDNS1123Subdomain(value: string): readonly string[] {
  return checkForm(value, subdomain, 253)
}

export function isDNS1123SubdomainWithUnderscore(value: string): readonly string[] {
  return checkForm(value, underscoreSubdomain, 253)
}

export function isWildcardDNS1123Subdomain(value: string): readonly string[] {
  return checkForm(value, wildcard, 253)
}

export function isDNS1035Label(value: string): readonly string[] {
  return checkForm(value, dns1035, 63)
}

/** A label key, finalizer, annotation key: `name` or `example.com/name`. */
export function isQualifiedName(value: string): readonly string[] {
  const slash = value.indexOf('/')
  if (slash < 0) return namePartFaults(value)
  if (value.indexOf('/', slash + 1) >= 0) {
    return [
      `a valid label key ${labelKey.fault} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const prefix = value.slice(0, slash)
  const prefixFaults = prefix === '' ? [emptyFault] : checkForm(prefix, labelPrefix, 253)
  const nameFaults = namePartFaults(value.slice(slash + 1))
  if (prefixFaults.length === 0) return nameFaults
  return [...prefixFaults.map((fault) => `prefix part ${fault}`), ...nameFaults]
}

function namePartFaults(name: string): readonly string[] {
  const faults = checkForm(name, labelKey, 63)
  if (faults.length === 0) return valid
  const prefixed = faults.map((fault) => `name part ${fault}`)
  return name === '' ? [`name part ${emptyFault}`, ...prefixed] : prefixed
}

export function isValidLabelValue(value: string): readonly string[] {
  return checkForm(value, labelValue, 63)
}

export function isCIdentifier(value: string): readonly string[] {
  return checkForm(value, cIdentifier, Number.POSITIVE_INFINITY)
}

export function isConditionReason(value: string): readonly string[] {
  return checkForm(value, conditionReason, Number.POSITIVE_INFINITY)
}

export function isValidPercent(value: string): readonly string[] {
  return checkForm(value, percent, Number.POSITIVE_INFINITY)
}

export function isHTTPHeaderName(value: string): readonly string[] {
  return checkForm(value, headerName, Number.POSITIVE_INFINITY)
}

/** The strict form of environment variable names, for prefixes and older gates. */
export function isEnvVarName(value: string): readonly string[] {
  return [...checkForm(value, envVarName, Number.POSITIVE_INFINITY), ...directoryFaults(value)]
}

/** What a container's env may name: any printable ASCII but '='. */
export function isRelaxedEnvVarName(value: string): readonly string[] {
  if (value === '') return [`environment variable name ${emptyFault}`]
  if (/^[ -<>-~]+$/.test(value)) return valid
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

/** A key of a ConfigMap or Secret. */
export function isConfigMapKey(value: string): readonly string[] {
  return [...checkForm(value, configMapKey, 253), ...directoryFaults(value)]
}

function directoryFaults(value: string): readonly string[] {
  if (value === '.') return ["must not be '.'"]
  if (value === '..') return ["must not be '..'"]
  return value.startsWith('..') ? ["must not start with '..'"] : valid
}

export function isValidPortNum(port: number): readonly string[] {
  return isInRange(port, { low: 1, high: 65535 })
}

export function isInRange(
  value: number,
  range: { readonly low: number; readonly high: number },
): readonly string[] {
  return value >= range.low && value <= range.high ? valid : [rangeFault(range.low, range.high)]
}

/** User and group ids. */
export function isValidUserID(id: number): readonly string[] {
  return isInRange(id, { low: 0, high: 0xffffffff })
}

export function isValidPortName(port: string): readonly string[] {
  const faults: string[] = []
  if (byteLength(port) > 15) faults.push(maxLengthFault(15))
  if (!/^[-a-z0-9]+$/.test(port)) {
    faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(port)) faults.push('must contain at least one letter (a-z)')
  if (port.includes('--')) faults.push('must not contain consecutive hyphens')
  if (port.startsWith('-') || port.endsWith('-')) faults.push('must not begin or end with a hyphen')
  return faults
}

// Upstream: pkg/api/validation/path/name.go IsValidPathSegmentName.
export function isValidPathSegmentName(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return isValidPathSegmentPrefix(name)
}

export function isValidPathSegmentPrefix(name: string): readonly string[] {
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)
}

/** How kinds check names: faults without the field. With `prefix`, more text will be appended. */
export type ValidateName = (name: string, prefix: boolean) => readonly string[]

export const nameIsDNSSubdomain: ValidateName = (name, prefix) =>
  isDNS1123Subdomain(prefix ? maskDash(name) : name)
export const nameIsDNSLabel: ValidateName = (name, prefix) => isDNS1123Label(prefix ? maskDash(name) : name)
export const nameIsPathSegment: ValidateName = (name, prefix) =>
  prefix ? isValidPathSegmentPrefix(name) : isValidPathSegmentName(name)

function maskDash(name: string): string {
  return name.endsWith('-') ? `${name.slice(0, -1)}a` : name
}
